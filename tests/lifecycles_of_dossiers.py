"""The tables of dossiers and of procedures' versions; for the letters see test_lifecycles."""

from __future__ import annotations

# The desk officer (O) receives; H leads the unit, L the agency. The first step is a specialist's:
# D holds it, so that S may not; the citizen's own acts are nobody's here.
DOSSIER = """
action         filed accepted refused in_progress supplement payment withdrawn stopped done returned
accept         O     .        .       .           .          .       .         .       .    .
refuse         O     .        .       .           .          .       .         .       .    .
ask_supplement O     D        .       D           .          .       .         .       .    .
receive_fees   .     .        .       .           .          .       .         .       .    .
give_back      .     .        .       .           .          .       .         .       O    .
take           .     .        .       .           .          .       .         .       .    .
move_on        .     D        .       D           .          .       .         .       .    .
hand_to        .     HL       .       HL          .          .       .         .       .    .
apologise      .     DHL      .       DHL         .          .       .         .       .    .
stop           .     HL       .       HL          HL         HL      .         .       .    .
attach_result  .     D        .       D           .          .       .         .       .    .
revoke_result  .     .        .       .           .          .       .         .       L    L
mend           .     .        .       .           .          .       .         .       .    .
withdraw       .     .        .       .           .          .       .         .       .    .
"""

# Versions are the province's; its administrator sits in no agency of the cast.
DEFINITION = """
action              draft published withdrawn
edit                .     .         .
change_part         .     .         .
publish             .     .         .
withdraw            .     .         .
"""
