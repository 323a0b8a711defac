"""Who gets what at each address: the design's table of rights, written out page by page."""

from dataclasses import dataclass

# In this order in every row below.
ROLES = (
    "anonymous",
    "editor_67",
    "reader_67",
    "signatory_67",
    "prefecture_67",
    "ars_grand_est",
    "editor_17",
    "dgcs",
    "dgcs_reader",
)


@dataclass(frozen=True)
class Page:
    """An address by its name, and what a GET answers to each role."""

    name: str
    answers: tuple[int, ...]
    arguments: tuple[str | int, ...] = ()

    @property
    def label(self) -> str:
        return " ".join([self.name, *map(str, self.arguments)])


def row(answers: str) -> tuple[int, ...]:
    return tuple(int(answer) for answer in answers.split())


PUBLIC = row("200 200 200 200 200 200 200 200 200")
SEATED = row("302 200 200 200 200 200 200 200 200")
OWN_CONTRACT = row("302 200 200 200 200 200 404 200 200")
OWN_EDITOR = row("302 200 403 403 403 403 404 403 403")
POST_ONLY = row("302 405 405 405 405 405 405 405 405")
NATIONAL_MANAGER = row("302 403 403 403 403 403 403 200 403")
NATIONAL_ONE = row("302 403 403 403 403 403 403 404 403")
COMMITTEE = row("302 200 403 200 200 200 404 403 403")
TERMS = row("302 403 403 403 403 403 404 200 403")
# A draft is its département's; what is shared, its parties' and the nation's; what is agreed, every party's.
DRAFT = row("302 200 200 200 404 404 404 404 404")
DRAFT_EDITOR = row("302 200 403 403 404 404 404 404 404")
SHARED = row("302 200 200 200 200 200 404 200 200")
AGREED = row("302 200 200 200 200 200 200 200 200")
AGREED_FILE = row("302 200 200 200 200 200 403 200 200")
REVIEWERS = row("302 403 403 403 200 200 404 403 403")
SEALERS = row("302 403 403 200 200 200 404 403 403")

REPORT = "67-2020"
FRAMEWORK = "snppe-acte1-2020"
DRAFT_YEAR, SHARED_YEAR, AGREED_YEAR = 2024, 2023, 2022

PAGES = [
    Page("core:help", PUBLIC),
    Page("core:accessibility", PUBLIC),
    Page("core:legal", PUBLIC),
    Page("core:health", PUBLIC),
    Page("accounts:login", row("200 302 302 302 302 302 302 302 302")),
    Page("accounts:logout", POST_ONLY),
    Page("accounts:resume", row("302 302 302 302 302 302 302 302 302")),
    Page("accounts:choose_seat", SEATED),
    Page("accounts:letterhead", SEATED),
    Page("accounts:logo", row("302 404 404 404 404 404 404 404 404")),
    Page("accounts:organisation", SEATED),
    Page("accounts:open_seat", NATIONAL_MANAGER),
    Page("accounts:close_seat", row("302 404 404 404 404 404 404 404 404"), (999_999,)),
    Page("accounts:password_change", SEATED),
    Page("accounts:password_reset", PUBLIC),
    Page("accounts:password_reset_sent", PUBLIC),
    Page("accounts:password_set", PUBLIC, ("uid", "token")),
    Page("overview:home", SEATED),
    Page("overview:handover", SEATED),
    Page("overview:feed", SEATED),
    Page("overview:feed_revocation", POST_ONLY),
    # A key that opens nothing: what a good one opens is tested on its own.
    Page("overview:feed_file", row("404 404 404 404 404 404 404 404 404"), ("inconnue",)),
    Page("overview:notices", SEATED),
    Page("overview:completeness", row("302 403 403 403 403 403 403 200 200")),
    Page("contracts:list", SEATED),
    Page("contracts:new", NATIONAL_MANAGER),
    Page("contracts:new_parties", row("302 403 403 403 403 403 403 302 403")),
    Page("contracts:choose_objectives", TERMS, (REPORT,)),
    Page("contracts:terms", TERMS, (REPORT,)),
    Page("contracts:in_force", OWN_CONTRACT, (REPORT,)),
    Page("contracts:differences", OWN_CONTRACT, (REPORT,)),
    Page("contracts:signature", OWN_CONTRACT, (REPORT,)),
    Page("contracts:act", POST_ONLY, (REPORT, "end_contract")),
    Page("contracts:detail", OWN_CONTRACT, (REPORT,)),
    Page("contracts:objectives", OWN_CONTRACT, (REPORT,)),
    Page("contracts:actions", OWN_CONTRACT, (REPORT,)),
    Page("contracts:action_new", OWN_EDITOR, (REPORT,)),
    Page("contracts:action", OWN_CONTRACT, (REPORT, 1)),
    Page("contracts:action_edit", OWN_EDITOR, (REPORT, 1)),
    Page("reports:fiche_pdf", OWN_CONTRACT, (REPORT, 1)),
    Page("reports:fiches_pdf", OWN_CONTRACT, (REPORT,)),
    Page("contracts:action_year", OWN_EDITOR, (REPORT, 1, DRAFT_YEAR)),
    Page("contracts:plan_carry", OWN_EDITOR, (REPORT, DRAFT_YEAR)),
    Page("contracts:action_state", POST_ONLY, (REPORT, 1)),
    Page("contracts:action_review", OWN_EDITOR, (REPORT, 1, DRAFT_YEAR)),
    Page("contracts:amendments", OWN_CONTRACT, (REPORT,)),
    Page("contracts:amendment_new", TERMS, (REPORT,)),
    Page("contracts:gate", OWN_CONTRACT, (REPORT, SHARED_YEAR)),
    Page("contracts:amendment", OWN_CONTRACT, (REPORT, 1)),
    Page("contracts:amendment_edit", TERMS, (REPORT, 1)),
    Page("contracts:amendment_signature", TERMS, (REPORT, 1)),
    Page("contracts:amendment_drop", POST_ONLY, (REPORT, 1)),
    Page("contracts:change_new", TERMS, (REPORT, 1, "periode")),
    Page("contracts:change_new", row("302 200 403 403 403 403 404 200 403"), (REPORT, 1, "cible")),
    # A payer's own, and the département is one; the nation pays nothing itself.
    Page("contracts:change_new", row("302 200 403 403 403 403 404 403 403"), (REPORT, 1, "credit")),
    Page("contracts:change_withdrawal", POST_ONLY, (REPORT, 1, 999_999)),
    Page("contracts:parties", TERMS, (REPORT,)),
    Page("contracts:cosignatory", POST_ONLY, (REPORT,)),
    Page("contracts:document_new", row("302 200 403 403 403 403 404 200 403"), (REPORT,)),
    Page("contracts:document_removal", row("302 404 403 403 403 403 404 404 403"), (REPORT, 999_999)),
    Page("contracts:document", row("302 404 404 404 404 404 404 404 404"), (REPORT, 999_999)),
    Page("contracts:history", OWN_CONTRACT, (REPORT,)),
    Page("contracts:extension_ask", row("302 200 403 403 403 403 404 200 403"), (REPORT, "{deadline}")),
    Page("contracts:extension", OWN_CONTRACT, (REPORT, "{extension}")),
    Page("contracts:extension_act", POST_ONLY, (REPORT, "{extension}", "retrait")),
    Page("contracts:closing_step", OWN_EDITOR, (REPORT, DRAFT_YEAR, "redaction")),
    Page(
        "contracts:closing_step",
        row("302 403 403 403 200 403 404 403 403"),
        (REPORT, DRAFT_YEAR, "lecture-prefecture"),
    ),
    Page(
        "contracts:closing_step", row("302 403 403 403 403 200 404 403 403"), (REPORT, DRAFT_YEAR, "visa-ars")
    ),
    Page("reports:calendar", row("302 302 302 302 302 302 404 302 302"), (REPORT,)),
    Page("reports:backward", OWN_CONTRACT, (REPORT, DRAFT_YEAR)),
    Page("reports:backward", OWN_CONTRACT, (REPORT, AGREED_YEAR)),
    Page("contracts:framework", SEATED, ("snppe-acte1-2020",)),
    Page("contracts:calendar", SEATED),
    Page("contracts:campaign_new", NATIONAL_MANAGER),
    Page("contracts:campaign", NATIONAL_MANAGER, (FRAMEWORK, DRAFT_YEAR)),
    Page("contracts:deadline_new", NATIONAL_MANAGER, (FRAMEWORK, DRAFT_YEAR)),
    Page("contracts:deadline_edit", NATIONAL_MANAGER, (FRAMEWORK, DRAFT_YEAR, "{deadline}")),
    Page("contracts:deadline_removal", POST_ONLY, (FRAMEWORK, DRAFT_YEAR, "{deadline}")),
    Page("contracts:renewal", NATIONAL_MANAGER, (FRAMEWORK,)),
    Page("indicators:frameworks", NATIONAL_MANAGER),
    Page("indicators:framework_new", NATIONAL_MANAGER),
    Page("indicators:framework_edit", NATIONAL_MANAGER, (FRAMEWORK,)),
    Page("indicators:framework_file", NATIONAL_MANAGER, (FRAMEWORK,)),
    Page("indicators:framework_publication", POST_ONLY, (FRAMEWORK,)),
    Page("indicators:objective_edit", NATIONAL_MANAGER, (FRAMEWORK, 1)),
    Page("indicators:engagement_new", NATIONAL_MANAGER, (FRAMEWORK,)),
    Page("indicators:engagement_edit", NATIONAL_ONE, (FRAMEWORK, 999_999)),
    Page("indicators:national_new", NATIONAL_MANAGER, (FRAMEWORK,)),
    Page("indicators:national_edit", NATIONAL_ONE, (FRAMEWORK, 999_999)),
    # The only framework of the cast has none before it.
    Page("indicators:crosswalk", NATIONAL_ONE, (FRAMEWORK,)),
    Page("indicators:link_new", NATIONAL_ONE, (FRAMEWORK, "objectifs")),
    Page("indicators:link_edit", NATIONAL_ONE, (FRAMEWORK, "objectifs", 999_999)),
    Page("indicators:link_removal", POST_ONLY, (FRAMEWORK, "objectifs", 999_999)),
    Page("indicators:surveys", OWN_CONTRACT, (REPORT, DRAFT_YEAR)),
    Page("indicators:series", OWN_CONTRACT, (REPORT,)),
    Page("indicators:series_one", OWN_CONTRACT, (REPORT, "1.1")),
    Page("indicators:catalogue", SEATED),
    Page("indicators:indicator", SEATED, ("snppe-acte1-2020", "1.1")),
    Page("funding:current", row("302 302 302 302 302 302 404 302 302"), (REPORT,)),
    Page("indicators:current", row("302 302 302 302 302 302 404 302 302"), (REPORT,)),
    Page("indicators:year", OWN_CONTRACT, (REPORT, DRAFT_YEAR)),
    Page("indicators:year", OWN_CONTRACT, (REPORT, SHARED_YEAR)),
    Page("indicators:checks", OWN_CONTRACT, (REPORT, DRAFT_YEAR)),
    Page("indicators:checks", OWN_CONTRACT, (REPORT, SHARED_YEAR)),
    Page("indicators:workbook", OWN_EDITOR, (REPORT, DRAFT_YEAR)),
    Page("indicators:contributors", OWN_EDITOR, (REPORT, DRAFT_YEAR)),
    Page("indicators:kit_file", row("302 404 403 403 403 403 404 403 403"), (REPORT, DRAFT_YEAR, 999_999)),
    Page("indicators:kit_revocation", POST_ONLY, (REPORT, DRAFT_YEAR, 999_999)),
    Page("indicators:carry", OWN_EDITOR, (REPORT, DRAFT_YEAR)),
    Page("indicators:local_list", OWN_CONTRACT, (REPORT,)),
    Page("indicators:local_new", OWN_EDITOR, (REPORT,)),
    Page("indicators:local_edit", row("302 404 403 403 403 403 404 403 403"), (REPORT, 999_999)),
    Page("indicators:local_removal", POST_ONLY, (REPORT, 999_999)),
    Page("indicators:exclusions", OWN_CONTRACT, (REPORT,)),
    Page("indicators:exclusion_edit", row("302 403 403 403 403 403 404 404 403"), (REPORT, 999_999)),
    Page("indicators:exclusion_removal", POST_ONLY, (REPORT, 999_999)),
    Page("indicators:assignments", row("302 200 200 200 403 403 404 403 403"), (REPORT, DRAFT_YEAR)),
    Page("indicators:rules", PUBLIC),
    Page("indicators:bring_table", row("302 200 403 403 403 403 200 403 403")),
    Page("indicators:bring_kind", row("302 200 403 403 403 403 200 403 403"), ("actions",)),
    Page("indicators:bring_kind", row("302 200 403 403 403 403 200 403 403"), ("reviews",)),
    Page("indicators:bring_kind", NATIONAL_MANAGER, ("contract",)),
    Page("indicators:bring_kind", row("302 200 403 403 403 403 200 403 403"), ("funding",)),
    Page("indicators:bring_kind", row("302 404 404 404 404 404 404 404 404"), ("inconnue",)),
    Page("indicators:imports", SEATED),
    Page("indicators:import", row("302 200 200 200 404 404 404 404 404"), ("{batch}",)),
    Page("indicators:import_file", row("302 200 200 200 404 404 404 404 404"), ("{batch}",)),
    Page("indicators:import_apply", POST_ONLY, ("{batch}",)),
    Page("indicators:import_undo", POST_ONLY, ("{batch}",)),
    Page("indicators:import_resume", POST_ONLY, ("{batch}",)),
    Page("indicators:import_discard", POST_ONLY, ("{batch}",)),
    Page("indicators:panel", OWN_CONTRACT, (REPORT, DRAFT_YEAR, "1.1")),
    Page("indicators:panel", OWN_CONTRACT, (REPORT, SHARED_YEAR, "1.1")),
    Page("indicators:perimeter", POST_ONLY, (REPORT, DRAFT_YEAR, "1.1")),
    Page("indicators:source", POST_ONLY, (REPORT, DRAFT_YEAR, "1.1", 999_999)),
    Page("indicators:proof_add", POST_ONLY, (REPORT, DRAFT_YEAR, "1.1", 999_999)),
    Page("indicators:proof_remove", POST_ONLY, (REPORT, DRAFT_YEAR, "1.1", 999_999, 999_999)),
    Page(
        "indicators:proof",
        row("302 404 404 404 404 404 404 404 404"),
        (REPORT, DRAFT_YEAR, "1.1", 999_999),
    ),
    Page("indicators:cell", POST_ONLY, (REPORT, DRAFT_YEAR)),
    Page("indicators:paste", POST_ONLY, (REPORT, DRAFT_YEAR)),
    Page("funding:year", OWN_CONTRACT, (REPORT, DRAFT_YEAR)),
    Page("funding:cell", POST_ONLY, (REPORT, DRAFT_YEAR)),
    Page("funding:paste", POST_ONLY, (REPORT, DRAFT_YEAR)),
    Page("funding:carrying", OWN_CONTRACT, (REPORT, DRAFT_YEAR)),
    Page("funding:carry_act", POST_ONLY, (REPORT, DRAFT_YEAR, 999_999, "accepter")),
    Page("funding:line", row("302 404 404 404 404 404 404 404 404"), (REPORT, DRAFT_YEAR, 999_999)),
    Page("funding:new_line", POST_ONLY, (REPORT, DRAFT_YEAR)),
    Page("funding:lay_out", POST_ONLY, (REPORT, DRAFT_YEAR)),
    Page("funding:line_removal", POST_ONLY, (REPORT, DRAFT_YEAR, 999_999)),
    Page("reports:committees", OWN_CONTRACT, (REPORT,)),
    Page("reports:committee", OWN_CONTRACT, (REPORT, "{committee}")),
    Page("reports:projection", OWN_CONTRACT, (REPORT, "{committee}", 1)),
    Page("reports:decision", COMMITTEE, (REPORT, "{committee}", "{decision}")),
    Page("reports:minutes", OWN_CONTRACT, (REPORT, "{committee}", "docx")),
    Page("reports:money_results", OWN_CONTRACT, (REPORT, DRAFT_YEAR)),
    Page("reports:list", SEATED),
    Page("reports:bundles", SEATED),
    Page("reports:bundle", row("302 200 404 404 404 404 404 404 404"), ("{bundle}",)),
    Page("reports:bundle_file", row("302 404 404 404 404 404 404 404 404"), ("{bundle}",)),
    Page("reports:resume_bundle", POST_ONLY, ("{bundle}",)),
    Page("reports:contract", OWN_CONTRACT, (REPORT,)),
    Page("overview:dispute", DRAFT, (REPORT, DRAFT_YEAR)),
    Page("overview:dispute", SHARED, (REPORT, SHARED_YEAR)),
    Page("overview:dispute", row("302 200 200 200 200 200 404 200 200"), (REPORT, AGREED_YEAR)),
    Page("overview:edition_changes", SHARED, (REPORT, SHARED_YEAR, 1)),
    Page("overview:edition_changes", row("302 200 200 200 200 200 404 200 200"), (REPORT, AGREED_YEAR, 1)),
    Page("reports:detail", DRAFT, (REPORT, DRAFT_YEAR)),
    Page("reports:detail", SHARED, (REPORT, SHARED_YEAR)),
    Page("reports:detail", AGREED, (REPORT, AGREED_YEAR)),
    Page("reports:reading", DRAFT, (REPORT, DRAFT_YEAR)),
    Page("reports:reading", SHARED, (REPORT, SHARED_YEAR)),
    Page("reports:reading", AGREED, (REPORT, AGREED_YEAR)),
    Page("reports:review", row("302 200 200 200 200 200 404 403 403"), (REPORT, SHARED_YEAR)),
    Page("reports:section", DRAFT_EDITOR, (REPORT, DRAFT_YEAR, "{section}")),
    Page("reports:section_history", DRAFT, (REPORT, DRAFT_YEAR, "{section}")),
    Page("reports:share", DRAFT_EDITOR, (REPORT, DRAFT_YEAR)),
    Page("reports:return", REVIEWERS, (REPORT, SHARED_YEAR)),
    Page("reports:remind", row("302 200 403 200 200 200 404 403 403"), (REPORT, SHARED_YEAR)),
    Page("reports:seal", SEALERS, (REPORT, SHARED_YEAR)),
    Page("reports:deliberate", row("302 200 403 200 403 403 403 403 403"), (REPORT, AGREED_YEAR)),
    Page("reports:correct", row("302 403 403 200 403 403 403 403 403"), (REPORT, AGREED_YEAR)),
    Page("reports:drop_correction", row("302 403 403 200 403 403 403 403 403"), (REPORT, AGREED_YEAR)),
    Page("reports:remark", REVIEWERS, (REPORT, SHARED_YEAR)),
    Page("reports:answer", row("302 200 403 403 403 403 404 403 403"), (REPORT, SHARED_YEAR, "{remark}")),
    Page("reports:pursue", row("302 403 403 403 403 200 404 403 403"), (REPORT, SHARED_YEAR, "{remark}")),
    Page("reports:close_remark", POST_ONLY, (REPORT, SHARED_YEAR, "{remark}")),
    Page("reports:archive", POST_ONLY, (REPORT, SHARED_YEAR)),
    Page("reports:prepare_draft", POST_ONLY, (REPORT, DRAFT_YEAR)),
    Page("reports:draft_pdf", row("302 404 403 403 404 404 404 404 404"), (REPORT, DRAFT_YEAR)),
    Page("reports:prepare_edition", POST_ONLY, (REPORT, SHARED_YEAR, 1)),
    Page("reports:submitted_pdf", SHARED, (REPORT, SHARED_YEAR, 1)),
    Page("reports:submitted_pdf", AGREED_FILE, (REPORT, AGREED_YEAR, 1)),
    Page("reports:agreed_pdf", AGREED_FILE, (REPORT, AGREED_YEAR, 1)),
    Page("reports:edition_json", SHARED, (REPORT, SHARED_YEAR, 1)),
    Page("reports:edition_json", AGREED_FILE, (REPORT, AGREED_YEAR, 1)),
    Page("reports:edition_document", SHARED, (REPORT, SHARED_YEAR, 1, "note", "odt")),
    Page("reports:edition_document", AGREED_FILE, (REPORT, AGREED_YEAR, 1, "synthese", "pdf")),
    Page("reports:edition_table", SHARED, (REPORT, SHARED_YEAR, 1, "csv")),
    Page("reports:edition_table", AGREED_FILE, (REPORT, AGREED_YEAR, 1, "csv")),
    # A reviewer brings back what its signatory signs elsewhere.
    Page("reports:sign", row("302 403 403 200 403 403 403 403 403"), (REPORT, AGREED_YEAR)),
    Page("reports:bring_back", row("302 200 403 200 200 200 403 403 403"), (REPORT, AGREED_YEAR)),
    Page("reports:signed_pdf", row("302 404 404 404 404 404 403 404 404"), (REPORT, AGREED_YEAR, 1)),
    Page("reports:verify", PUBLIC),
    Page("reports:verify_code", PUBLIC, ("{code}",)),
    Page("reports:open_assembly", POST_ONLY),
    # The editor of the Bas-Rhin does not read it: the paper annexes the reports of the Haut-Rhin too.
    Page("reports:assembly", row("302 404 200 200 404 404 404 404 404"), ("{authority}", DRAFT_YEAR)),
    Page(
        "reports:assembly_section",
        row("302 404 403 200 404 404 404 404 404"),
        ("{authority}", DRAFT_YEAR, "{assembly_section}"),
    ),
    Page("reports:prepare_assembly", POST_ONLY, ("{authority}", DRAFT_YEAR)),
    Page(
        "reports:assembly_file",
        row("302 404 404 404 404 404 404 404 404"),
        ("{authority}", DRAFT_YEAR, "note", "odt"),
    ),
    Page("reports:assembly_pdf", row("302 404 404 404 404 404 404 404 404"), ("{authority}", DRAFT_YEAR)),
]


@dataclass(frozen=True)
class Act:
    """A POST that changes something, and the only roles for which it is neither 403 nor 404."""

    name: str
    allowed: tuple[str, ...]
    arguments: tuple[str | int, ...] = ()

    @property
    def label(self) -> str:
        return " ".join([self.name, *map(str, self.arguments)])


# Who may hold the committee of the parties.
SITTING = ("editor_67", "signatory_67", "prefecture_67", "ars_grand_est")

SEALING = ("prefecture_67", "ars_grand_est", "signatory_67")

ACTS = [
    Act("accounts:open_seat", ("dgcs",)),
    Act("accounts:letterhead", ("dgcs",)),
    Act("overview:feed", ROLES[1:]),
    Act("overview:feed_revocation", ROLES[1:]),
    Act("contracts:new_parties", ("dgcs",)),
    Act("contracts:renewal", ("dgcs",), (FRAMEWORK,)),
    Act("contracts:campaign_new", ("dgcs",)),
    Act("contracts:campaign", ("dgcs",), (FRAMEWORK, DRAFT_YEAR)),
    Act("contracts:deadline_new", ("dgcs",), (FRAMEWORK, DRAFT_YEAR)),
    Act("contracts:deadline_edit", ("dgcs",), (FRAMEWORK, DRAFT_YEAR, "{deadline}")),
    Act("contracts:deadline_removal", ("dgcs",), (FRAMEWORK, DRAFT_YEAR, "{deadline}")),
    Act("indicators:framework_new", ("dgcs",)),
    Act("indicators:framework_edit", ("dgcs",), (FRAMEWORK,)),
    Act("indicators:framework_publication", ("dgcs",), (FRAMEWORK,)),
    Act("indicators:objective_edit", ("dgcs",), (FRAMEWORK, 1)),
    Act("indicators:engagement_new", ("dgcs",), (FRAMEWORK,)),
    Act("indicators:national_new", ("dgcs",), (FRAMEWORK,)),
    Act("indicators:link_removal", (), (FRAMEWORK, "objectifs", 999_999)),
    Act("contracts:choose_objectives", ("dgcs",), (REPORT,)),
    Act("contracts:terms", ("dgcs",), (REPORT,)),
    Act("contracts:signature", ("dgcs",), (REPORT,)),
    Act("contracts:act", ("dgcs",), (REPORT, "end_contract")),
    Act("contracts:parties", ("dgcs",), (REPORT,)),
    Act("contracts:cosignatory", ("dgcs",), (REPORT,)),
    Act("contracts:document_new", ("editor_67", "dgcs"), (REPORT,)),
    Act("contracts:document_removal", (), (REPORT, 999_999)),
    Act("contracts:amendment_new", ("dgcs",), (REPORT,)),
    Act("contracts:amendment_edit", ("dgcs",), (REPORT, 1)),
    Act("contracts:amendment_signature", ("dgcs",), (REPORT, 1)),
    Act("contracts:amendment_drop", ("dgcs",), (REPORT, 1)),
    Act("contracts:change_new", ("dgcs",), (REPORT, 1, "periode")),
    Act("contracts:change_new", ("editor_67",), (REPORT, 1, "credit")),
    Act("contracts:change_withdrawal", (), (REPORT, 1, 999_999)),
    Act("contracts:objectives", ("dgcs",), (REPORT,)),
    Act("contracts:extension_ask", ("editor_67", "dgcs"), (REPORT, "{deadline}")),
    Act("contracts:extension", ("dgcs",), (REPORT, "{extension}")),
    Act("contracts:extension_act", ("editor_67", "dgcs"), (REPORT, "{extension}", "retrait")),
    Act("contracts:extension_act", ("dgcs",), (REPORT, "{extension}", "levee")),
    Act("contracts:closing_step", ("editor_67",), (REPORT, DRAFT_YEAR, "redaction")),
    Act("contracts:closing_step", ("prefecture_67",), (REPORT, DRAFT_YEAR, "lecture-prefecture")),
    Act("contracts:closing_step", ("ars_grand_est",), (REPORT, DRAFT_YEAR, "visa-ars")),
    Act("contracts:action_new", ("editor_67",), (REPORT,)),
    Act("contracts:action_edit", ("editor_67",), (REPORT, 1)),
    Act("contracts:action_year", ("editor_67",), (REPORT, 1, DRAFT_YEAR)),
    Act("contracts:plan_carry", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("contracts:action_state", ("editor_67",), (REPORT, 1)),
    Act("contracts:action_review", ("editor_67",), (REPORT, 1, DRAFT_YEAR)),
    Act("indicators:year", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("indicators:carry", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("indicators:local_new", ("editor_67",), (REPORT,)),
    Act("indicators:local_removal", (), (REPORT, 999_999)),
    Act("indicators:exclusions", ("dgcs",), (REPORT,)),
    Act("indicators:exclusion_edit", (), (REPORT, 999_999)),
    Act("indicators:exclusion_removal", (), (REPORT, 999_999)),
    Act("indicators:assignments", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("indicators:checks", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("indicators:workbook", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("indicators:contributors", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("indicators:kit_revocation", (), (REPORT, DRAFT_YEAR, 999_999)),
    Act("indicators:bring_table", ("editor_67", "editor_17")),
    Act("indicators:bring_kind", ("editor_67", "editor_17"), ("actions",)),
    Act("indicators:bring_kind", ("editor_67", "editor_17"), ("reviews",)),
    Act("indicators:bring_kind", ("dgcs",), ("contract",)),
    Act("indicators:bring_kind", ("editor_67", "editor_17"), ("funding",)),
    Act("indicators:bring_kind", (), ("inconnue",)),
    Act("indicators:import_apply", ("editor_67",), ("{batch}",)),
    Act("indicators:import_undo", ("editor_67",), ("{batch}",)),
    Act("indicators:import_resume", ("editor_67",), ("{batch}",)),
    Act("indicators:import_discard", ("editor_67",), ("{batch}",)),
    Act("indicators:panel", ("editor_67",), (REPORT, DRAFT_YEAR, "1.1")),
    Act("indicators:perimeter", ("editor_67",), (REPORT, DRAFT_YEAR, "1.1")),
    Act("indicators:source", (), (REPORT, DRAFT_YEAR, "1.1", 999_999)),
    Act("indicators:proof_add", (), (REPORT, DRAFT_YEAR, "1.1", 999_999)),
    Act("indicators:proof_remove", (), (REPORT, DRAFT_YEAR, "1.1", 999_999, 999_999)),
    Act("indicators:cell", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("indicators:paste", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("funding:cell", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("funding:paste", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("funding:carry_act", (), (REPORT, DRAFT_YEAR, 999_999, "accepter")),
    Act("funding:line", (), (REPORT, DRAFT_YEAR, 999_999)),
    Act("funding:new_line", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("funding:year", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("funding:lay_out", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("funding:line_removal", (), (REPORT, DRAFT_YEAR, 999_999)),
    Act("reports:contract", ("editor_67",), (REPORT,)),
    Act("reports:committees", SITTING, (REPORT,)),
    Act("reports:committee", SITTING, (REPORT, "{committee}")),
    Act("reports:projection", SITTING, (REPORT, "{committee}", 1)),
    Act("reports:decision", SITTING, (REPORT, "{committee}", "{decision}")),
    Act(
        "reports:review",
        ("editor_67", "reader_67", *SEALING),
        (REPORT, SHARED_YEAR),
    ),
    Act("reports:section", ("editor_67",), (REPORT, DRAFT_YEAR, "{section}")),
    Act("reports:share", ("editor_67",), (REPORT, DRAFT_YEAR)),
    Act("reports:return", ("prefecture_67", "ars_grand_est"), (REPORT, SHARED_YEAR)),
    Act("reports:remind", ("editor_67", *SEALING), (REPORT, SHARED_YEAR)),
    Act("reports:seal", SEALING, (REPORT, SHARED_YEAR)),
    Act("reports:sign", ("signatory_67",), (REPORT, AGREED_YEAR)),
    Act("reports:bring_back", ("editor_67", *SEALING), (REPORT, AGREED_YEAR)),
    Act("reports:deliberate", ("editor_67", "signatory_67"), (REPORT, AGREED_YEAR)),
    Act("reports:correct", ("signatory_67",), (REPORT, AGREED_YEAR)),
    Act("reports:drop_correction", ("signatory_67",), (REPORT, AGREED_YEAR)),
    Act("reports:remark", ("prefecture_67", "ars_grand_est"), (REPORT, SHARED_YEAR)),
    Act("reports:answer", ("editor_67",), (REPORT, SHARED_YEAR, "{remark}")),
    Act("reports:pursue", ("ars_grand_est",), (REPORT, SHARED_YEAR, "{remark}")),
    Act("reports:close_remark", ("ars_grand_est",), (REPORT, SHARED_YEAR, "{remark}")),
    Act("reports:bundles", ROLES[1:]),
    Act("reports:resume_bundle", ("editor_67",), ("{bundle}",)),
    # An agreed report of another's contract is read on the screen alone.
    Act("reports:archive", tuple(role for role in ROLES[1:] if role != "editor_17"), (REPORT, AGREED_YEAR)),
    Act("reports:prepare_draft", ("editor_67",), (REPORT, DRAFT_YEAR)),
    # Each authority opens its own paper; the stranger’s answer tells it that it has no report to present.
    Act("reports:open_assembly", ("signatory_67", "editor_17")),
    Act(
        "reports:assembly_section",
        ("signatory_67",),
        ("{authority}", DRAFT_YEAR, "{assembly_section}"),
    ),
    Act("reports:prepare_assembly", ("signatory_67",), ("{authority}", DRAFT_YEAR)),
]
