"""How this simulator answers where the contract leaves a choice, as one value."""

from __future__ import annotations

from dataclasses import dataclass

REAL_REQUESTS_PER_MINUTE = 80


@dataclass(frozen=True, slots=True)
class Options:
    """The simulator's habits.

    `latency` and `jitter` are seconds of DIAN time; `requests_per_minute` None is unlimited; `token_life` seconds.
    `partial_filter` lets `filter[reference_code]` match parts of references, which the contract doesn't rule out.
    `flat_input_errors` answers input errors as the older pages show them; `listed_conflicts` does so with 409.
    `notifications` adds what the sandbox notes on good documents. `wrapped_notes` puts notes under their own key.
    `count_token_requests` makes `/oauth/token` spend quota too, which the contract leaves open.
    `reset_as_unix_time` writes X-RateLimit-Reset as an instant instead of the seconds left.
    """

    latency: float = 0.0
    jitter: float = 0.0
    requests_per_minute: int | None = None
    token_life: int = 3600
    partial_filter: bool = True
    flat_input_errors: bool = False
    listed_conflicts: bool = False
    notifications: bool = True
    wrapped_notes: bool = False
    count_token_requests: bool = True
    reset_as_unix_time: bool = False
