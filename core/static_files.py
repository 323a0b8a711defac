"""Static files under names that change with their content, the modules that scripts import included."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class OurStaticFiles(StaticFilesConfig):
    """Of the State's design system, what no page asks for is not collected: its one style sheet holds it all.

    It comes several times over, whole and in parts: rewriting each takes longer than all the rest.
    """

    ignore_patterns = (
        *StaticFilesConfig.ignore_patterns,
        *(f"dsfr/dist/{part}/*" for part in ("analytics", "component", "core", "dsfr", "layout", "legacy")),
        *(f"dsfr/dist/{part}/*" for part in ("scheme", "utility")),
        "dsfr/dist/dsfr.*module*.js",
    )


class ModuleManifestStorage(ManifestStaticFilesStorage):
    """A script never meets an older version of a module it imports."""

    support_js_module_import_aggregation = True
