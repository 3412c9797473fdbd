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
from factus_cli.lote.payload_values import MISSING
from factus_cli.lote.read_json_cells import said
from factus_cli.lote.values import cut
from factus_cli.lote.values_words import COP

if TYPE_CHECKING:
    from factus_cli.domain.documents import DocumentType
    from factus_cli.lote.payload_values import Body, Row

LIKE_OURS = {"document": "01", "operation_type": "10"}
"""What our invoices always are."""
WHOLE_DAYS = {"start_time": "00:00:00", "end_time": "23:59:59"}
"""How a period of whole days says its hours."""
OUR_TIP: dict[str, Any] = {"concept_type": "03", "is_surcharge": True, "reason": "propina"}
"""What our only surcharge always is."""
JURIDICAL, NATURAL = "1", "2"
COLOMBIA = ("co", "colombia")
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
        self._apart = payload_keys.APART[type_]

    def read(self) -> None:
        """All of it. Raises LoteRefused only for a number that no sheet holds."""
        self._simple()
        self._constants()
        self._party()
        self._payments()
        if not self._type.has_provider:
            self._of_a_sale()

    def _simple(self) -> None:
        """The keys with a simple value; what is of no body of this type is told."""
        keys = payload_keys.HEADS[self._type]
        for name, value in self._content.items():
            if not said(value) or name in self._apart:
                continue
            if name in keys:
                self._body.put(self._row, keys[name].column, name, value, keys[name].how)
            elif name in payload_keys.KNOWN:
                self._body.no_column(name, f"no es de {self._type.spanish}: no se puede enviar")
            else:
                self._body.no_column(name)
        self._body.needs("", self._content, keys)
        if "redondeo" in self._row and Decimal(self._row["redondeo"]) == 0:
            del self._row["redondeo"]

    def _constants(self) -> None:
        """What every document of ours says in the same way."""
        for name, ours in LIKE_OURS.items():
            value = self._content.get(name)
            if name in self._apart and said(value) and value != ours:
                self._body.no_column(name, f"no es {ours}, y no se envían otras")
        if said(self._content.get("created_time")):
            self._body.tell(
                codes_bodies.SENT_OTHERWISE, "created_time", "no se envía: la hora de emisión la pone Factus", ""
            )
        custom = self._content.get("customization_id")
        about_one = said(self._content.get("bill_number"))
        if "customization_id" in self._apart and said(custom):
            known = CUSTOMIZATIONS.get(custom) if isinstance(custom, str) else None
            if known != (self._type, about_one):
                of = "que corrige una factura" if about_one else "sin factura"
                self._body.bad("customization_id", f"no es el de una {self._type.spanish} {of}", "corríjalo, o quítelo")

    def _party(self) -> None:
        name = "provider" if self._type.has_provider else "customer"
        party = self._content.get(name)
        if not said(party):
            self._body.bad(
                name, "falta: no se sabe de quién es el documento", "agréguelo con su identificación y nombre"
            )
        elif self._type.has_provider or not isinstance(party, dict):
            self._body.read(self._row, name, party, payload_keys.PROVIDER)
        else:
            self._body.read(self._row, name, party, payload_keys.CUSTOMER, "responsibilities")
            self._name(party)
            self._responsibilities(party.get("responsibilities"))
        if isinstance(party, dict):
            self._person(name, party)
            self._only_here(name, party)

    def _person(self, name: str, party: dict[str, Any]) -> None:
        person = party.get("legal_organization_code")
        if said(person) and person not in (JURIDICAL, NATURAL):
            self._body.bad(f"{name}.legal_organization_code", f"no es 1 ni 2: «{cut(str(person))}»")

    def _name(self, customer: dict[str, Any]) -> None:
        """`company` is a juridical person's name and `names` a natural one's: which is there says the kind too."""
        company, names = said(customer.get("company")), said(customer.get("names"))
        given = customer.get("legal_organization_code")
        person = str(given) if said(given) else JURIDICAL if company else NATURAL
        if company and names:
            self._body.no_column("customer.names", "está junto a company, y se envía un solo nombre")
        elif (company and person == NATURAL) or (names and person == JURIDICAL):
            other = "names" if company else "company"
            self._body.bad(
                "customer.legal_organization_code", f"dice {person}, y el nombre de esa persona va en {other}"
            )
        elif company or names:
            self._row.setdefault("cliente_tipo_persona", person)

    def _responsibilities(self, content: Any) -> None:
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
            self._row["cliente_responsabilidades"] = ";".join(content)

    def _only_here(self, name: str, party: dict[str, Any]) -> None:
        """A municipality is Colombian, and abroad it would not be sent."""
        country = party.get("country_code")
        abroad = isinstance(country, str) and said(country) and plain(country) not in COLOMBIA
        if abroad and said(party.get("municipality_code")):
            self._body.no_column(f"{name}.municipality_code", "es de Colombia y el país es otro: no se enviaría")

    def _payments(self) -> None:
        """One payment: no column says how much each of several is."""
        payments = self._list("payment_details")
        if not payments:
            if not said(self._content.get("payment_details")):
                self._body.bad("payment_details", MISSING)
            return
        amounts = [self._body.amount(f"payment_details[{i}].amount", one.get("amount")) for i, one in payments]
        path = f"payment_details[{payments[0][0]}].amount" if len(payments) == 1 else "la suma de payment_details"
        if None not in amounts:
            self.paid = Stated(path, sum((one for one in amounts if one is not None), money.ZERO))
        first, payment = payments[0]
        self._body.read(self._row, f"payment_details[{first}]", payment, payload_keys.PAYMENT, "amount")
        for index, _ in payments[1:]:
            self._body.no_column(f"payment_details[{index}]", "es otro pago, y un lote lleva uno por documento")

    def _of_a_sale(self) -> None:
        for name, keys, more in (
            ("order_reference", payload_keys.ORDER, ()),
            ("billing_period", payload_keys.PERIOD, tuple(WHOLE_DAYS)),
            ("currency", payload_keys.CURRENCY, ()),
        ):
            if name in self._apart and said(self._content.get(name)):
                self._body.read(self._row, name, self._content[name], keys, *more)
        self._times()
        if isinstance(self._row.get("moneda"), str) and plain(self._row["moneda"]) in COP:
            self._body.bad(
                "currency.type", "es COP, y la API pide otra moneda", "quite currency: los valores van en pesos"
            )
        if "prepayment_details" in self._apart:
            for index, one in self._first("prepayment_details", "un anticipo"):
                self._body.read(self._row, f"prepayment_details[{index}]", one, payload_keys.PREPAYMENT)
                self._refuse_zero("anticipo_valor", f"prepayment_details[{index}].amount")
        for index, one in self._first("allowance_charges", "un recargo"):
            self._charge(f"allowance_charges[{index}]", one)

    def _times(self) -> None:
        """Whole days: no column says an hour."""
        period = self._content.get("billing_period")
        for name, whole in WHOLE_DAYS.items():
            if isinstance(period, dict) and said(period.get(name)) and period[name] != whole:
                self._body.no_column(f"billing_period.{name}", f"no es {whole}: un periodo va en días enteros")

    def _charge(self, path: str, charge: dict[str, Any]) -> None:
        self._body.read(self._row, path, charge, payload_keys.CHARGE, *OUR_TIP, "base_amount")
        for name, ours in OUR_TIP.items():
            if charge.get(name) != ours or isinstance(charge.get(name), bool) is not isinstance(ours, bool):
                shown = "true" if ours is True else f"«{ours}»"
                self._body.no_column(f"{path}.{name}", f"no es {shown}: el único recargo con columna es la propina")
        self._refuse_zero("propina", f"{path}.amount")
        base = self._body.amount(f"{path}.base_amount", charge.get("base_amount"))
        self.base = None if base is None else Stated(f"{path}.base_amount", base)

    def _refuse_zero(self, column: str, path: str) -> None:
        if column in self._row and Decimal(self._row[column]) == 0:
            self._body.no_column(path, "es de cero, que un documento no lleva")

    def _first(self, name: str, what: str) -> list[tuple[int, dict[str, Any]]]:
        """The first object of a list; no column holds another."""
        found = self._list(name)
        for index, _ in found[1:]:
            self._body.no_column(f"{name}[{index}]", f"es más de {what}, y un lote lleva uno por documento")
        return found[:1]

    def _list(self, name: str) -> list[tuple[int, dict[str, Any]]]:
        return listed(self._body, name, self._content.get(name))
