"""A post office to try things with: takes orders and says how far they are.

It knows nothing of the product and shares no code with our side of the talk (`providers/post.py`).
"""
