"""A figure of a lesson is a small file beside its page, and not a part of the page."""

from base64 import b64encode

from privacylab.lab.display.charts import plain_figure
from privacylab.lab.display.picture import draw
from privacylab.site.pictures import Pictures


def test_a_picture_is_a_file_beside_its_page(tmp_path):
    png = b64encode(draw(plain_figure(4, 3)[0], 150)).decode()
    made = Pictures(tmp_path).take_out(f'<img alt="x" src="data:image/png;base64,{png}">', "../")
    (picture,) = (tmp_path / "pictures").iterdir()
    assert f'src="../pictures/{picture.name}" width="600" height="450" loading="lazy"' in made
    assert picture.stat().st_size < len(png) / 4


def test_pictures_that_no_page_uses_any_more_are_removed(tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "old.webp").write_bytes(b"")
    Pictures(tmp_path).remove_others()
    assert not list((tmp_path / "pictures").iterdir())
