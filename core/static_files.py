"""Static files under names that change with their content, the modules that scripts import included."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class ModuleManifestStorage(ManifestStaticFilesStorage):
    """A script never meets an older version of a module it imports."""

    support_js_module_import_aggregation = True
