"""The pages of the demonstration: each address with somebody who may see it."""

import re
from dataclasses import dataclass

from django.urls import reverse
from playwright.sync_api import Page

# A number that the data alone knows: the first that a page of the same context links to.
FIRST = 0

ALSACE, PREFECTURE, ARS = "saisie.bas-rhin", "relecture.prefecture-bas-rhin", "ars.grand-est"
CREUSE, REUNION, NORD = "saisie.creuse", "saisie.la-reunion", "saisie.nord"
NORD_PREFECTURE, NORD_SIGNATORY = "prefecture.nord", "signature.nord"
MANAGER, NATION, NATION_READER = "gestion.alsace", "gestion.dgcs", "lecture.dgcs"
SEATS = {ARS: "Relecture", NORD_PREFECTURE: "Relecture"}

ACTE_2 = "snppe-acte2-2025"
CAMPAIGN = ("snppe-acte1-2020", 2024)
DRAFT, SHARED, AGREED = ("23-2020", 2024), ("59-2020", 2024), ("59-2020", 2023)
RETURNED, DELIBERATED = ("974-2020", 2024), ("17-2020", 2023)
ASSEMBLY = ("collectivite-europeenne-alsace", 2024)


@dataclass(frozen=True)
class Sight:
    """A page by the name of its address, and who looks at it; `via` is the page that links to it,
    after the one that links to that page if need be. `query` is what its address asks."""

    name: str
    account: str = ""
    arguments: tuple[str | int, ...] = ()
    via: str = ""
    query: str = ""

    def __str__(self) -> str:
        return "-".join([self.name, *map(str, self.arguments), self.account])

    def path(self, page: Page) -> str:
        """The address, its unknown number found by following a link as the visitor of this page."""
        address = reverse(self.name, args=self.arguments)
        if not self.via:
            return f"{address}?{self.query}" if self.query else address
        *before, last = self.via.split()
        known = [one for one in self.arguments if one != FIRST]
        linking = Sight(last, arguments=self.arguments, via=" ".join(before))
        source = linking.path(page) if before else reverse(last, args=known)
        linked = re.escape(address).replace(f"/{FIRST}/", r"/\d+/")
        answer = page.request.get(source)
        found = re.search(rf'href="({linked})"', answer.text())
        assert found, f"{source} ({answer.status}) : aucun lien vers {linked}"
        return found[1]


SIGHTS = [
    Sight("core:help"),
    Sight("core:help", ALSACE),
    Sight("indicators:rules"),
    Sight("indicators:catalogue", CREUSE),
    Sight("indicators:indicator", CREUSE, ("snppe-acte1-2020", "1.1")),
    Sight("indicators:series", CREUSE, ("23-2020",)),
    Sight("indicators:series_one", CREUSE, ("23-2020", "1.1")),
    Sight("indicators:series", NATION, ("17-2025",)),
    Sight("indicators:surveys", CREUSE, DRAFT),
    Sight("indicators:checks", CREUSE, DRAFT),
    Sight("indicators:assignments", CREUSE, DRAFT),
    Sight("indicators:carry", CREUSE, DRAFT),
    Sight("indicators:workbook", CREUSE, DRAFT),
    Sight("indicators:contributors", CREUSE, DRAFT),
    Sight("indicators:local_list", CREUSE, ("23-2020",)),
    Sight("indicators:exclusions", NATION, ("23-2020",)),
    Sight("indicators:local_new", CREUSE, ("23-2020",)),
    Sight("indicators:bring_table", CREUSE),
    Sight("indicators:imports", CREUSE),
    Sight("overview:completeness", NATION),
    Sight("overview:handover", CREUSE),
    Sight("overview:handover", NATION),
    Sight("overview:feed", CREUSE),
    Sight("overview:notices", CREUSE),
    Sight("reports:verify"),
    Sight("core:accessibility"),
    Sight("core:legal"),
    Sight("accounts:login"),
    Sight("accounts:password_reset"),
    Sight("accounts:password_reset_sent"),
    Sight("accounts:password_set", "", ("uid", "token")),
    *(
        Sight("overview:home", account)
        for account in (
            *(ALSACE, "lecture.alsace", "signature.alsace", MANAGER, PREFECTURE, ARS),
            *(CREUSE, REUNION, NORD, NORD_SIGNATORY, NATION, NATION_READER),
        )
    ),
    Sight("accounts:choose_seat", ARS),
    Sight("accounts:choose_seat", ALSACE),
    Sight("accounts:organisation", ALSACE),
    Sight("accounts:organisation", MANAGER),
    Sight("accounts:letterhead", MANAGER),
    Sight("accounts:letterhead", ALSACE),
    Sight("accounts:open_seat", MANAGER),
    Sight("accounts:open_seat", NATION),
    Sight("accounts:close_seat", MANAGER, (FIRST,), via="accounts:organisation"),
    Sight("accounts:password_change", ALSACE),
    Sight("contracts:list", ALSACE),
    Sight("contracts:list", NATION),
    Sight("contracts:new", NATION),
    Sight("contracts:new_parties", NATION, query="framework=snppe-acte2-2025&territory=67"),
    Sight("contracts:choose_objectives", NATION, ("17-2025",)),
    Sight("contracts:terms", NATION, ("17-2025",)),
    Sight("contracts:signature", NATION, ("17-2025",)),
    Sight("contracts:signature", ALSACE, ("67-2020",)),
    Sight("contracts:detail", ALSACE, ("67-2020",)),
    Sight("contracts:detail", NATION, ("17-2025",)),
    Sight("contracts:objectives", ALSACE, ("67-2020",)),
    Sight("contracts:actions", ALSACE, ("67-2020",)),
    Sight("contracts:action_new", ALSACE, ("67-2020",)),
    Sight("contracts:action", ALSACE, ("67-2020", 1)),
    Sight("contracts:action_edit", ALSACE, ("67-2020", 1)),
    Sight("contracts:action_review", CREUSE, ("23-2020", 1, 2024)),
    Sight("contracts:action_year", CREUSE, ("23-2020", 1, 2024)),
    Sight("indicators:bring_kind", CREUSE, ("actions",)),
    Sight("indicators:bring_kind", CREUSE, ("reviews",)),
    Sight("indicators:bring_kind", NATION, ("contract",)),
    Sight("indicators:bring_kind", "saisie.prefecture-bas-rhin", ("funding",)),
    Sight("contracts:plan_carry", CREUSE, ("23-2020", 2024)),
    Sight("contracts:amendments", ALSACE, ("67-2020",)),
    Sight("contracts:amendments", NATION, ("67-2020",)),
    Sight("contracts:amendment", ALSACE, ("67-2020", 2)),
    Sight("contracts:amendment_new", NATION, ("67-2020",)),
    Sight("contracts:amendment", NATION, ("23-2020", 3)),
    Sight("contracts:amendment_edit", NATION, ("23-2020", 3)),
    Sight("contracts:amendment_signature", NATION, ("23-2020", 3)),
    Sight("contracts:change_new", NATION, ("23-2020", 3, "cible")),
    Sight("contracts:in_force", NORD, ("59-2020",), query="au=2023-06-30"),
    Sight("contracts:differences", NORD, ("59-2020",), query="du=2022-06-30&au=2024-06-30"),
    Sight("contracts:parties", NATION, ("17-2025",)),
    Sight("contracts:document_new", ALSACE, ("67-2020",)),
    Sight("contracts:gate", ALSACE, ("67-2020", 2024)),
    Sight("contracts:history", CREUSE, ("23-2020",)),
    Sight("contracts:framework", ALSACE, ("snppe-acte1-2020",)),
    Sight("indicators:frameworks", NATION),
    Sight("indicators:framework_new", NATION),
    Sight("indicators:framework_edit", NATION, (ACTE_2,)),
    Sight("indicators:objective_edit", NATION, (ACTE_2, 1)),
    Sight("indicators:engagement_new", NATION, (ACTE_2,)),
    Sight("indicators:engagement_edit", NATION, (ACTE_2, FIRST), via="indicators:framework_edit"),
    Sight("indicators:national_new", NATION, (ACTE_2,)),
    Sight("indicators:national_edit", NATION, ("snppe-acte1-2020", FIRST), via="indicators:framework_edit"),
    Sight("indicators:crosswalk", NATION, (ACTE_2,)),
    Sight("indicators:link_new", NATION, (ACTE_2, "objectifs")),
    Sight("contracts:renewal", NATION, (ACTE_2,)),
    Sight("contracts:calendar", ALSACE),
    Sight("contracts:calendar", NATION),
    Sight("contracts:calendar", CREUSE),
    Sight("contracts:extension_ask", CREUSE, ("23-2020", FIRST), via="reports:calendar"),
    Sight("contracts:extension", CREUSE, ("23-2020", FIRST), via="reports:calendar"),
    Sight("contracts:extension", NATION, ("23-2020", FIRST), via="reports:calendar"),
    Sight("contracts:extension", NATION, ("974-2020", FIRST), via="reports:calendar"),
    Sight("contracts:closing_step", CREUSE, (*DRAFT, "odpe")),
    Sight("reports:backward", CREUSE, DRAFT),
    Sight("reports:backward", NORD_PREFECTURE, SHARED),
    Sight("reports:backward", NATION, RETURNED),
    Sight("reports:backward", NORD_SIGNATORY, AGREED),
    Sight("contracts:campaign_new", NATION),
    Sight("contracts:campaign", NATION, CAMPAIGN),
    Sight("contracts:deadline_new", NATION, CAMPAIGN),
    Sight("contracts:deadline_edit", NATION, (*CAMPAIGN, FIRST), via="contracts:campaign"),
    Sight("indicators:year", CREUSE, DRAFT),
    Sight("indicators:panel", CREUSE, (*DRAFT, "1.1")),
    Sight("indicators:panel", NORD_PREFECTURE, (*AGREED, "1.1")),
    Sight("indicators:year", REUNION, RETURNED),
    Sight("indicators:year", NORD_PREFECTURE, SHARED),
    Sight("indicators:year", NATION, DRAFT),
    Sight("funding:year", CREUSE, DRAFT),
    Sight("funding:year", NORD_PREFECTURE, SHARED),
    Sight("funding:year", "saisie.prefecture-bas-rhin", ("67-2020", 2023)),
    Sight("reports:committees", CREUSE, ("23-2020",)),
    Sight("reports:committee", CREUSE, ("23-2020", FIRST), via="reports:committees"),
    Sight("funding:carrying", CREUSE, DRAFT),
    Sight("reports:money_results", CREUSE, DRAFT),
    Sight("funding:line", CREUSE, (*DRAFT, FIRST), via="funding:year"),
    Sight("reports:list", CREUSE),
    Sight("reports:list", NATION),
    Sight("reports:list", "saisie.alsace"),
    Sight("reports:bundles", NATION),
    Sight("reports:bundles", CREUSE),
    Sight("reports:contract", CREUSE, ("23-2020",)),
    Sight("reports:detail", CREUSE, DRAFT),
    Sight("reports:detail", NORD, SHARED),
    Sight("reports:detail", NORD_PREFECTURE, SHARED),
    Sight("reports:detail", REUNION, RETURNED),
    Sight("reports:detail", NORD_SIGNATORY, AGREED),
    Sight("reports:detail", NATION_READER, DELIBERATED),
    Sight("reports:reading", CREUSE, DRAFT),
    Sight("reports:reading", NORD_PREFECTURE, SHARED),
    Sight("reports:reading", NATION_READER, AGREED),
    Sight("overview:dispute", REUNION, RETURNED),
    Sight("overview:edition_changes", REUNION, (*RETURNED, 1)),
    Sight("overview:dispute", NORD_PREFECTURE, AGREED, query="indicateur=1.1"),
    Sight("reports:review", NORD_PREFECTURE, SHARED),
    Sight("reports:section", CREUSE, (*DRAFT, FIRST), via="reports:detail"),
    Sight("reports:section_history", CREUSE, (*DRAFT, FIRST), via="reports:detail reports:section"),
    Sight("reports:share", CREUSE, DRAFT),
    Sight("reports:share", REUNION, RETURNED),
    Sight("reports:return", NORD_PREFECTURE, SHARED),
    Sight("reports:seal", NORD_PREFECTURE, SHARED),
    Sight("reports:remark", NORD_PREFECTURE, SHARED),
    Sight("reports:remind", NORD, SHARED),
    Sight("reports:answer", REUNION, (*RETURNED, FIRST), via="reports:detail"),
    Sight("reports:sign", NORD_SIGNATORY, AGREED),
    Sight("reports:bring_back", NORD_SIGNATORY, AGREED),
    Sight("reports:deliberate", NORD_SIGNATORY, AGREED),
    Sight("reports:correct", NORD_SIGNATORY, AGREED),
    Sight("reports:drop_correction", NORD_SIGNATORY, AGREED),
    Sight("reports:assembly", "saisie.alsace", ASSEMBLY),
    Sight("reports:assembly_section", "saisie.alsace", (*ASSEMBLY, FIRST), via="reports:assembly"),
]

# What answers 200 with something else than a page.
FILES = {
    "indicators:import",  # looked at in the walk that brings a file: before it, there is none
    "indicators:import_file",
    "indicators:framework_file",
    "core:health",
    # The page of an answer, with other words; the demonstration's one answered remark was pursued already.
    "reports:pursue",
    "accounts:logo",
    "reports:fiche_pdf",
    "reports:fiches_pdf",
    "reports:minutes",
    # The walks of the frameworks and of the committee look at these: two words of the data lead there.
    "indicators:link_edit",
    "reports:projection",
    "reports:decision",
    "reports:draft_pdf",
    "reports:submitted_pdf",
    "reports:agreed_pdf",
    "reports:edition_document",
    "reports:edition_json",
    "reports:edition_table",
    "reports:bundle",  # one's own export, that a page cannot ask for without writing
    "reports:bundle_file",
    "reports:assembly_file",
    "reports:assembly_pdf",
    # Only the data knows a code.
    "reports:verify_code",
}
