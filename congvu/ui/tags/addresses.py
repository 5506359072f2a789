"""`{% url "name" %}`, on every template: an address without parts is looked up once.

Loaded as a builtin (settings), so that it stands where Django's own stood.
"""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as djangos_url
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from congvu.core.addresses import address

register = template.Library()


class KnownAddress(template.Node):
    """The address of a name that stands in the template."""

    def __init__(self, name: str, asvar: str | None) -> None:
        self.name, self.asvar = name, asvar

    def render(self, context: Context) -> str:
        """The address, or nothing where it is kept under a name.

        Raises:
            NoReverseMatch: there is none, and it is not kept under a name, which may be empty.
        """
        if self.asvar is None:
            return conditional_escape(address(self.name))
        try:
            context[self.asvar] = address(self.name)
        except NoReverseMatch:
            context[self.asvar] = ""
        return ""


@register.tag
def url(parser: Parser, token: Token) -> template.Node:
    """Django's, but for names that are written out and have no parts."""
    node: URLNode = djangos_url(parser, token)
    name = node.view_name
    if node.args or node.kwargs or name.filters or not isinstance(name.var, str):
        return node
    return KnownAddress(name.var, node.asvar)
