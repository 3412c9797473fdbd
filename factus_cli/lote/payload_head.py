"""What a v2 body says of its document as a whole, into the first of its rows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from factus_cli.domain import money
from factus_cli.domain.search import plain
from factus_cli.lote import codes_bodies, payload_keys
from factus_cli.lote.bodies import Stated
from factus_cli.lote.payload_items import listed
from factus_cli.lote.payload_type import CUSTOMIZATIONS
from factus_cli.lote.payload_values import said
from factus_cli.lote.read_json_cells import Number
from factus_cli.lote.values_words import COP

if TYPE_CHECKING:
    from factus_cli.domain.documents import DocumentType
    from factus_cli.lote.payload_values import Body, Row

LIKE_OURS = {"document": "01", "operation_type": "10"}
"""What our invoices always are."""
WHOLE_DAYS = {"start_time": ("00:00", "00:00:00"), "end_time": ("23:59", "23:59:59")}
TIP, TIP_REASON = "03", "propina"
NIT, JURIDICAL, NATURAL, COLOMBIA = "31", "1", "2", "CO"
NO_RESPONSIBILITY = "R-99-PN"


class Head:
    """One body's own data: `paid` and `base` are the amounts that it gives and we calculate, where it gives them."""

    def __init__(self, body: Body, type_: DocumentType, content: dict[str, Any], row: Row) -> None:
        self.paid: Stated | None = None
        self.base: Stated | None = None
        self._body = body
        self._type = type_
        self._content = content
        self._row = row

    def read(self) -> None:
        """All of it; nothing raises but a number that no sheet holds."""
        row = self._row
        keys = payload_keys.HEADS[self._type]
        apart = payload_keys.APART[self._type]
        for name, value in self._content.items():
            if not said(value) or name in apart:
                continue
            if name in keys:
                self._body.put(row, keys[name].column, name, value, keys[name].how)
            elif name in payload_keys.KNOWN:
                self._body.no_column(name, f"no es de {self._type.spanish}: no se puede enviar")
            else:
                self._body.no_column(name)
        for name, key in keys.items():
            if key.needed and not said(self._content.get(name)):
                self._body.bad(name, "falta, y la API lo pide")
        if row.get("redondeo") is not None and Decimal(row["redondeo"]) == 0:
            del row["redondeo"]
        self._constants(apart)
        self._party(row)
        self._payments(row)
        if not self._type.has_provider:
            self._of_a_sale(row)

    def _constants(self, apart: frozenset[str]) -> None:
        """What every document of ours says in the same way."""
        for name, ours in LIKE_OURS.items():
            value = self._content.get(name)
            if name in apart and said(value) and value != ours:
                self._body.no_column(name, f"no es {ours}, y no se envían otras")
        if said(self._content.get("created_time")):
            self._body.tell(
                codes_bodies.SENT_OTHERWISE, "created_time", "no se envía: la hora de emisión la pone Factus", ""
            )
        custom = self._content.get("customization_id")
        about_one = said(self._content.get("bill_number"))
        if "customization_id" in apart and said(custom):
            known = CUSTOMIZATIONS.get(custom) if isinstance(custom, str) else None
            if known != (self._type, about_one):
                of = "que corrige una factura" if about_one else "sin factura"
                self._body.bad("customization_id", f"no es el de una {self._type.spanish} {of}", "corríjalo, o quítelo")

    def _party(self, row: Row) -> None:
        name = "provider" if self._type.has_provider else "customer"
        party = self._content.get(name)
        if not said(party):
            self._body.bad(
                name, "falta: no se sabe de quién es el documento", "agréguelo con su identificación y nombre"
            )
        elif self._type.has_provider or not isinstance(party, dict):
            self._body.read(row, name, party, payload_keys.PROVIDER)
        else:
            self._body.read(row, name, party, payload_keys.CUSTOMER, "responsibilities")
            self._name(row, party)
            self._responsibilities(row, party.get("responsibilities"))
        if isinstance(party, dict):
            self._only_here(name, party)

    def _name(self, row: Row, customer: dict[str, Any]) -> None:
        """`company` is a juridical person's name and `names` a natural one's: which is there says the kind too."""
        company, names = said(customer.get("company")), said(customer.get("names"))
        person = str(customer.get("legal_organization_code") or (JURIDICAL if company else NATURAL))
        if company and names:
            self._body.no_column("customer.names", "está junto a company, y se envía un solo nombre")
        elif (company and person == NATURAL) or (names and person == JURIDICAL):
            other = "names" if company else "company"
            self._body.bad(
                "customer.legal_organization_code", f"dice {person}, y el nombre de esa persona va en {other}"
            )
        elif company or names:
            row.setdefault("cliente_tipo_persona", person)

    def _responsibilities(self, row: Row, content: Any) -> None:
        path = "customer.responsibilities"
        if not said(content):
            return
        if not isinstance(content, list) or not all(isinstance(one, str) and one.strip() for one in content):
            self._body.bad(path, "debe ser una lista de códigos")
        elif any(set(one) & set(";,/|") for one in content):
            self._body.bad(path, "trae varios códigos en un solo texto")
        elif len(set(content)) < len(content) or (len(content) > 1 and NO_RESPONSIBILITY in content):
            self._body.no_column(path, f"repite códigos, o trae {NO_RESPONSIBILITY} junto a otros, y saldría sin ellos")
        else:
            row["cliente_responsabilidades"] = ";".join(content)

    def _only_here(self, name: str, party: dict[str, Any]) -> None:
        """A municipality is Colombian, and abroad it would not be sent."""
        country = party.get("country_code")
        abroad = isinstance(country, str) and said(country) and plain(country) not in ("co", "colombia")
        if abroad and said(party.get("municipality_code")):
            self._body.no_column(f"{name}.municipality_code", "es de Colombia y el país es otro: no se enviaría")

    def _payments(self, row: Row) -> None:
        """One payment: no column says how much each of several is."""
        payments = self._list("payment_details")
        if not payments:
            if not said(self._content.get("payment_details")):
                self._body.bad("payment_details", "falta, y la API lo pide")
            return
        amounts = [self._body.amount(f"payment_details[{i}].amount", one.get("amount")) for i, one in payments]
        path = "payment_details[0].amount" if len(payments) == 1 else "la suma de payment_details"
        if None not in amounts:
            self.paid = Stated(path, sum((one for one in amounts if one is not None), money.ZERO))
        self._body.read(row, "payment_details[0]", payments[0][1], payload_keys.PAYMENT, "amount")
        for index, _ in payments[1:]:
            self._body.no_column(f"payment_details[{index}]", "es otro pago, y un lote lleva uno por documento")

    def _of_a_sale(self, row: Row) -> None:
        apart = payload_keys.APART[self._type]
        for name, keys, more in (
            ("order_reference", payload_keys.ORDER, ()),
            ("billing_period", payload_keys.PERIOD, tuple(WHOLE_DAYS)),
            ("currency", payload_keys.CURRENCY, ()),
        ):
            if name in apart and said(self._content.get(name)):
                self._body.read(row, name, self._content[name], keys, *more)
        self._times()
        if isinstance(row.get("moneda"), str) and plain(row["moneda"]) in COP:
            self._body.bad(
                "currency.type", "es COP, y la API pide otra moneda", "quite currency: los valores van en pesos"
            )
        if "prepayment_details" in apart:
            for index, one in self._first("prepayment_details", "un anticipo"):
                self._body.read(row, f"prepayment_details[{index}]", one, payload_keys.PREPAYMENT)
        for index, one in self._first("allowance_charges", "un recargo"):
            self._charge(row, f"allowance_charges[{index}]", one)

    def _times(self) -> None:
        """Whole days: no column says an hour."""
        period = self._content.get("billing_period")
        for name, whole in WHOLE_DAYS.items():
            if isinstance(period, dict) and said(period.get(name)) and period[name] not in whole:
                self._body.no_column(f"billing_period.{name}", f"no es {whole[-1]}: un periodo va en días enteros")

    def _charge(self, row: Row, path: str, charge: dict[str, Any]) -> None:
        self._body.read(row, path, charge, payload_keys.CHARGE, "concept_type", "is_surcharge", "reason", "base_amount")
        for name, ours in (("concept_type", TIP), ("is_surcharge", True), ("reason", TIP_REASON)):
            if charge.get(name) != ours or isinstance(charge.get(name), bool) is not isinstance(ours, bool):
                shown = "true" if ours is True else f"«{ours}»"
                self._body.no_column(f"{path}.{name}", f"no es {shown}: el único recargo con columna es la propina")
        if isinstance(row.get("propina"), Number) and Decimal(row["propina"]) == 0:
            self._body.no_column(f"{path}.amount", "es de cero, que un documento no lleva")
        base = self._body.amount(f"{path}.base_amount", charge.get("base_amount"))
        self.base = None if base is None else Stated(f"{path}.base_amount", base)

    def _first(self, name: str, what: str) -> list[tuple[int, dict[str, Any]]]:
        """The first object of a list; no column holds another."""
        found = self._list(name)
        for index, _ in found[1:]:
            self._body.no_column(f"{name}[{index}]", f"es más de {what}, y un lote lleva uno por documento")
        return found[:1]

    def _list(self, name: str) -> list[tuple[int, dict[str, Any]]]:
        return listed(self._body, name, self._content.get(name))
