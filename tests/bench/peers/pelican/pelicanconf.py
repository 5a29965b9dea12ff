"""The rival's site: the same kinds of pages as sitegen makes with feeds = ["rss"]. Stories stand in content/.

Pelican has three ways to group: categories are sections, tags countries, authors persons. There are no pages of
agencies and no ticker, and stories without a person share one more author.
"""

import locale
from pathlib import Path

HERE = Path(__file__).parent
SITENAME = "Proefnieuws"
SITEURL = "https://proefnieuws.example"
AUTHOR = "redactie"
TIMEZONE = "Europe/Amsterdam"
DEFAULT_LANG = "nl"
LOCALE = ("C.UTF-8",)
locale.setlocale(locale.LC_ALL, "C.UTF-8")
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
PATH = str(HERE / "content")
OUTPUT_PATH = str(HERE / "public")
THEME = str(HERE / "theme")
THEME_STATIC_PATHS: list[str] = []
ARTICLE_PATHS = [""]
PAGE_PATHS: list[str] = []
STATIC_PATHS = ["../assets"]
EXTRA_PATH_METADATA = {"../assets/site.css": {"path": "assets/site.css"}}
CATEGORY_URL, CATEGORY_SAVE_AS = "{slug}/", "{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "land/{slug}/", "land/{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "persoon/{slug}/", "persoon/{slug}/index.html"
TAGS_SAVE_AS, AUTHORS_SAVE_AS = "landen/index.html", "personen/index.html"
CATEGORIES_SAVE_AS = ARCHIVES_SAVE_AS = DRAFT_SAVE_AS = ""
PAGINATED_TEMPLATES = {"index": 40, "category": 40, "tag": 40, "author": 40}
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/pagina/{number}/", "{base_name}/pagina/{number}/index.html"),
]
FEED_DOMAIN = SITEURL
FEED_MAX_ITEMS = 50
RSS_FEED_SUMMARY_ONLY = False
FEED_RSS = "feed.xml"
CATEGORY_FEED_RSS = "{slug}/feed.xml"
TAG_FEED_RSS = "land/{slug}/feed.xml"
AUTHOR_FEED_RSS = "persoon/{slug}/feed.xml"
FEED_ATOM = FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = TAG_FEED_ATOM = TRANSLATION_FEED_ATOM = None
DIRECT_TEMPLATES = ["index", "tags", "authors", "sitemap", "404"]
SITEMAP_SAVE_AS = "sitemap.xml"
MARKDOWN = {"extension_configs": {}, "extensions": ["markdown.extensions.meta"], "output_format": "html5"}
# All that Pelican keeps between builds.
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CACHE_PATH = str(HERE / "cache")
CONTENT_CACHING_LAYER = "generator"
CHECK_MODIFIED_METHOD = "mtime"
GZIP_CACHE = False
DELETE_OUTPUT_DIRECTORY = False
