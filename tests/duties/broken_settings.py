"""The project's settings with an app that declares nothing right."""

import resona.settings as project

vars().update({name: value for name, value in vars(project).items() if name.isupper()})

INSTALLED_APPS = [*project.INSTALLED_APPS, "tests.duties.broken"]
