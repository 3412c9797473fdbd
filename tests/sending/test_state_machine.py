"""Orders of sends, answers, deaths and re-runs that nobody would think of: the four promises hold after each step.

`HYPOTHESIS_PROFILE=stress` explores many more, and others each time.
"""

from __future__ import annotations

import os

import pytest
from explored_world import ExploredWorld, How, Row, key_of
from factus_model import Fault
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from factus_cli.domain.documents import DocumentType
from factus_cli.sending.engine import Limits
from factus_cli.sending.run import Policy

STRESS = os.environ.get("HYPOTHESIS_PROFILE") == "stress"
settings.register_profile(
    "explore",
    deadline=None,
    max_examples=200,
    stateful_step_count=15,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile(
    "stress",
    settings.get_profile("explore"),
    max_examples=int(os.environ.get("FACTUS_EXAMPLES", "5000")),
    stateful_step_count=30,
    derandomize=False,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)

KEYS = [key_of(1), key_of(2), key_of(3), key_of(1, DocumentType.CREDIT_NOTE), key_of(4, DocumentType.CREDIT_NOTE)]
FATES = st.sampled_from(
    ["ok", "ok", "ok", "reject", "reject-422", "rule-90", "pending:1", "pending:3", "pending:9", "pending:2:reject",
     "total:0.01", "total:5000", "customer", "expects:0.01", "expects:5"]
)  # fmt: skip
WAYS = st.sampled_from(
    ["ok", "ok", "lost-before", "lost-after", "lost-after", "unreached", "throttled:60", "throttled:400", "denied",
     "exhausted", "refused", "blocked", "no-cufe", "echo"]
)  # fmt: skip
FAULTS = st.builds(
    Fault,
    FATES,
    WAYS,
    taking=st.sampled_from([0.0, 2.0, 20.0, 59.0]),
    answer=st.sampled_from([0.1, 3.0, 59.0, 60.0]),
    lag=st.sampled_from([0.0, 0.0, 5.0, 50.0]),
)
QUESTIONS = st.lists(st.sampled_from(["ok", "fail", "fail", "unreached"]), min_size=1, max_size=7)
DELETES = st.lists(st.sampled_from(["ok", "500", "405", "lost"]), min_size=1, max_size=7)
ROWS = st.builds(
    Row,
    st.sampled_from(KEYS),
    price=st.sampled_from([1000, 1000, 2000]),
    customer=st.sampled_from(["900123456", "900123456", "800197268"]),
    day=st.sampled_from([24, 24, 25]),
    email=st.booleans(),
)
LOTES = st.lists(ROWS, min_size=1, max_size=4, unique_by=lambda row: row.key)
POLICIES = st.builds(
    Policy, concurrency=st.sampled_from([1, 2, 8]), stop_on_reject=st.sampled_from([False, False, False, True])
)
HOWS = st.builds(
    How,
    killed_at=st.none() | st.integers(1, 60),
    interrupted_at=st.none() | st.none() | st.sampled_from([0.0, 0.3, 2.5, 10.0]),
    limits=st.none() | st.builds(Limits, st.none() | st.integers(1, 2), st.none() | st.sampled_from([1.0, 5.0, 40.0])),
    policy=POLICIES,
    chance=st.sampled_from([0.0, 0.5, 1.0]),
    only_correct=st.booleans(),
)


class Explored(RuleBasedStateMachine):
    """A user with a file, an account at Factus, and everything that may come between."""

    def __init__(self) -> None:
        super().__init__()
        self.world = ExploredWorld()

    @initialize(rows=LOTES, faults=st.lists(FAULTS, max_size=4), how=HOWS)
    def send_the_first(self, rows: list[Row], faults: list[Fault], how: How) -> None:
        self.world.factus.posts.extend(faults)
        self._send(rows, how)

    @rule(rows=LOTES, faults=st.lists(FAULTS, max_size=4), how=HOWS)
    def send(self, rows: list[Row], faults: list[Fault], how: How) -> None:
        self.world.factus.posts.extend(faults)
        self._send(rows, how)

    @rule(faults=st.lists(FAULTS, max_size=4), how=HOWS)
    def send_the_same_again(self, faults: list[Fault], how: How) -> None:
        self.world.factus.posts.extend(faults)
        self._send(list(self.world.rows.values()), how)

    @rule(faults=st.lists(FAULTS, max_size=4), how=HOWS)
    def send_it_backwards(self, faults: list[Fault], how: How) -> None:
        self.world.factus.posts.extend(faults)
        self._send(list(self.world.rows.values())[::-1], how)

    @rule(faults=st.lists(FAULTS, max_size=4), how=HOWS)
    def resume(self, faults: list[Fault], how: How) -> None:
        self.world.factus.posts.extend(faults)
        self.world.check_told(self.world.resume(how))

    @rule(seconds=st.sampled_from([1.0, 30.0, 61.0, 123.0, 600.0, 86400.0]))
    def time_passes(self, seconds: float) -> None:
        self.world.time.passed += seconds

    @rule(finds=QUESTIONS)
    def look_ups_will_fail(self, finds: list[str]) -> None:
        self.world.factus.finds = finds

    @rule(lists=QUESTIONS)
    def lists_will_fail(self, lists: list[str]) -> None:
        self.world.factus.lists = lists

    @rule(deletes=DELETES)
    def deletes_will_fail(self, deletes: list[str]) -> None:
        self.world.factus.deletes = deletes

    @rule(
        type_=st.sampled_from([DocumentType.INVOICE, DocumentType.CREDIT_NOTE]),
        state=st.sampled_from(["pending", "rejected"]),
    )
    def somebody_blocks(self, type_: DocumentType, state: str) -> None:
        if not self.world.factus.blockers(type_):
            self.world.factus.plant((type_, "AJENA-1"), state)

    @rule(key=st.sampled_from(KEYS), state=st.sampled_from(["pending", "rejected", "validated"]), in_422=st.booleans())
    def somebody_uses_a_reference_of_ours(self, key: tuple[DocumentType, str], state: str, *, in_422: bool) -> None:
        busy = key in self.world.factus.stored or any(one.key == key for one in self.world.factus.hands)
        if not busy and not self.world.factus.blockers(key[0]):
            self.world.factus.plant(key, state, in_422=in_422)

    @rule()
    def whoever_blocked_is_done(self) -> None:
        self.world.factus.uproot()

    @rule()
    def one_document_at_a_time(self) -> None:
        self.world.factus.one_at_a_time = not self.world.factus.one_at_a_time

    @rule()
    def customers_mend_their_rut(self) -> None:
        self.world.factus.mend()

    @rule()
    def the_dian_changes_its_mind(self) -> None:
        self.world.factus.change_of_mind()

    @rule()
    def all_is_well(self) -> None:
        self.world.factus.well()

    @invariant()
    def the_promises_hold(self) -> None:
        self.world.check()

    def teardown(self) -> None:
        self.world.finish()

    def _send(self, rows: list[Row], how: How) -> None:
        self.world.check_told(self.world.send(rows, how), rows)


TestExplored = pytest.mark.slow(Explored.TestCase)
TestExplored.settings = settings.get_profile("stress" if STRESS else "explore")
