"""Reading contents in a process of its own, with limits: nothing here knows Django.

`python -m congvu.files.reading` waits (`core/waiting.py`) to be asked for a path, its media and how
far: `gate` or `whole` is answered by JSON, `{"parts", "scanned", "complete"}`, or by
`{"refused": sentence}`. With `photo` or `scan` a picture is made into PDF: `{"told": sentence}`, a
line's end, and its bytes.
"""
