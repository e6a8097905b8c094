"""How form fields are laid out: label, help, what is wrong, and then the field."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Fields with our own markup; widgets that have none of ours keep Django's."""

    field_template_name = "site/field.html"
