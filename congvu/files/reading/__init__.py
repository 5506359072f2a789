"""Reading contents in a process of its own, with limits: nothing here knows Django.

`python -m congvu.files.reading PATH MEDIA gate|whole` answers JSON on its standard output:
`{"parts", "scanned", "complete"}`, or `{"refused": sentence}`.
"""
