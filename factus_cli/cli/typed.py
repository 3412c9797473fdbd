"""What is typed on a line for a text is that text: typer would load pydantic to say so, longer than many commands take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def as_typed(params: Iterable[Any]) -> None:
    """Have these parameters of typer take texts as they are; whatever else is typed, they convert as ever."""
    for param in params:
        if getattr(param, "_runtime_param", param) is None:  # typer makes it once, when the first value comes
            param._runtime_param = _AsTyped()


class _AsTyped:
    """A value's way into a command, in the place of typer's own."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Raises typer's BadParameter for what typer refuses."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        descriptor = param.type_descriptor
        if descriptor.parameter_info.parser is None:
            if descriptor.annotation is str and _is_text(value):
                return value
            if descriptor.annotation == list[str] and isinstance(value, (list, tuple)) and all(map(_is_text, value)):
                return list(value)
            if type(value) is descriptor.annotation is not str:  # the default, which is ours
                return value
        from typer._coercion import build_runtime_param  # what this spares most commands

        return build_runtime_param(descriptor).coerce(value, param, ctx)


def _is_text(value: object) -> bool:
    """Whether it is a text that can be written anywhere; the bytes of a path may be none."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
