"""What a password must be, said in our words: Django's own lack some in Vietnamese."""

from __future__ import annotations

from django.contrib.auth import password_validation as django


class LongEnough(django.MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        return f"Mật khẩu cần ít nhất {self.min_length} ký tự."


class NotCommon(django.CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first."""

    def get_error_message(self) -> str:
        return "Mật khẩu này quá phổ biến nên dễ bị đoán; xin chọn mật khẩu khác."


class NotAllDigits(django.NumericPasswordValidator):
    """More than a number."""

    def get_error_message(self) -> str:
        return "Mật khẩu không thể chỉ gồm chữ số."
