"""The files that contracts read: their actions, what these plan and report, and contracts themselves."""

from contracts.exchange.actions import read_actions
from contracts.exchange.contract_writing import restore_contracts, write_contracts
from contracts.exchange.contracts import contracts_to_fill, read_contracts
from contracts.exchange.tables import blank_plans
from contracts.exchange.writing import restore_actions, write_actions
from contracts.exchange.yearly import read_years
from contracts.exchange.yearly_columns import years_to_fill
from contracts.exchange.yearly_writing import restore_years, write_years
from core.imports.kinds import BroughtKind, declare

declare(
    BroughtKind(
        key="actions",
        label="Fiches action",
        title="Apporter des fiches action",
        permission="contracts.bring_actions",
        template="contracts/exchange/bring_actions.html",
        read=read_actions,
        write=write_actions,
        restore=restore_actions,
        blank=blank_plans,
    )
)

declare(
    BroughtKind(
        key="reviews",
        label="Prévisions et bilans des actions",
        title="Apporter des prévisions et des bilans d’action",
        permission="contracts.bring_actions",
        template="contracts/exchange/bring_reviews.html",
        read=read_years,
        write=write_years,
        restore=restore_years,
        blank=years_to_fill,
    )
)

declare(
    BroughtKind(
        key="contract",
        label="Contrats",
        title="Apporter des contrats",
        permission="contracts.bring_contracts",
        template="contracts/exchange/bring_contracts.html",
        read=read_contracts,
        write=write_contracts,
        restore=restore_contracts,
        blank=contracts_to_fill,
    )
)
