"""Sphinx's settings for the website. build.py has run the lessons already, and flattened them."""

import os

from sphinx.application import Sphinx

from privacylab.catalog import find_root
from privacylab.site.text_pages import text_of

project = "Privacy Engineering Lab"
copyright = "the authors of the Privacy Engineering Lab: code BSD 3-Clause, text and data CC BY 4.0"
extensions = ["myst_nb", "sphinx_copybutton"]
language = "en"
smartquotes = False  # quotations stay as they are in the catalog
exclude_patterns: list[str] = []
templates_path = ["templates"]

nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}  # these would be loaded from another host
nb_merge_streams = True
# links.py follows every link of the finished pages, including those in HTML
myst_all_links_external = True
myst_heading_anchors = 0

# the start of each text's edit address: make site EDIT_URL=https://…/OWNER/NAME/edit/main
html_context = {"edit_url": os.environ.get("EDIT_URL", "").rstrip("/")}

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_use_index = False
html_last_updated_fmt = None
html_sidebars: dict[str, list[str]] = {"index": [], "search": []}
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 7,
    "secondary_sidebar_items": {"**": ["page-toc", "edit"], "index": []},
    "primary_sidebar_end": [],
    "article_header_start": ["breadcrumbs"],
    "collapse_navigation": True,
    "navigation_depth": 3,
    "show_toc_level": 2,
    "search_bar_text": "Search the course",
    "footer_start": ["settled", "copyright"],
    "footer_center": [],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
copybutton_selector = "div.highlight pre"
copybutton_exclude = ".linenos, .gp, .go"


def setup(app: Sphinx) -> None:
    """Turn off the script for formulas, because no page has any."""
    app.config.html_math_renderer = "none"
    app.add_html_math_renderer("none", (_no_math, None), (_no_math, None))
    app.connect("html-page-context", _add_text)


def _add_text(app: Sphinx, page: str, template: str, context: dict[str, str], tree: object) -> None:
    """Tell the template edit.html which text a page is made from."""
    context["page_text"] = text_of(page, find_root())


def _no_math(translator: object, node: object) -> None:
    raise NotImplementedError("The website has no formulas yet: render this one as MathML.")
