"""An essay's page in formgrader, as a person uses its rubric."""


def give(page, row, points):
    """Give a row points, and wait until they, and the score that follows from them, are saved."""
    box = page.get_by_label(row)
    if box.input_value() == points:
        return
    with page.expect_response(lambda got: "/privacylab/rubric/" in got.url):
        box.fill(points)
        box.press("Escape")
    saved(page)


def saved(page):
    """Wait for what the page does with an answer, and for what it then asks formgrader."""
    page.wait_for_timeout(200)
    page.wait_for_function("window.$ && $.active === 0")
