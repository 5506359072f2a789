"""Reading contents in a process of its own, with limits: nothing here knows Django.

`python -m congvu.files.reading PATH MEDIA gate|whole` answers JSON on its standard output:
`{"parts", "scanned", "complete"}`, or `{"refused": sentence}`. With `photo` or `scan` in the third
place a picture is made into PDF: `{"told": sentence}`, a line's end, and its bytes.
"""
