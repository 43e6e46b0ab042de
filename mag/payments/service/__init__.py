"""The verbs of payments: payment runs in ``runs``, money that comes back in ``recoveries``.

Rows are always locked in one order: run, grants by id, instalments by id, budget lines by id.
"""

from mag.payments.service.account_checks import confirm_account
from mag.payments.service.chasing import agree_terms, chase, due_now
from mag.payments.service.doubts import doubt_run, resolve_run
from mag.payments.service.holds import hold_payments, lift_hold, lift_overdue
from mag.payments.service.recoveries import open_recovery, register_repayment
from mag.payments.service.refusals import refuse_payment
from mag.payments.service.returns import return_payment
from mag.payments.service.runs import cancel_run, confirm_run, prepare_run, release_run, store_file
from mag.payments.service.set_offs import set_off

__all__ = [
    "agree_terms",
    "cancel_run",
    "chase",
    "confirm_account",
    "confirm_run",
    "doubt_run",
    "due_now",
    "hold_payments",
    "lift_hold",
    "lift_overdue",
    "open_recovery",
    "prepare_run",
    "refuse_payment",
    "register_repayment",
    "release_run",
    "resolve_run",
    "return_payment",
    "set_off",
    "store_file",
]
