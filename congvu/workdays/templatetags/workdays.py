"""`{% load workdays %}`: what is left of a due date, for the tags that show one."""

from __future__ import annotations

from django import template

from congvu.workdays.queries import days_left

register = template.Library()
register.filter(days_left)
