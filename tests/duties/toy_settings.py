"""The project's settings with one more app, and a test database of its own."""

import resona.settings as project

vars().update({name: value for name, value in vars(project).items() if name.isupper()})

INSTALLED_APPS = [*project.INSTALLED_APPS, "tests.duties.toy"]
DATABASES = {"default": project.DATABASES["default"] | {"TEST": {"NAME": "test_resona_toy"}}}
