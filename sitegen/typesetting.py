"""Templates to text, fast: Jinja2's language, compiled for pages that are made by the hundred thousand.

What is the same on every page of a site is put into the code when a template is compiled: the words of the language,
the addresses of the chrome, and the templates that one extends, so that a page is one function. Attributes are read
directly and plain text is escaped without a wrapper. Such code can do less than Jinja2's own, but whatever it cannot
do it answers with an exception: then the page is made again by Jinja2 as it comes, whose answer, or fault, counts.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from keyword import iskeyword
from pathlib import Path
from types import FunctionType
from typing import Any

import jinja2
import markupsafe
from jinja2 import BytecodeCache, Environment, FunctionLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from sitegen.fingerprint import code_digest
from sitegen.views import Chrome

FILE = "templates/"
"""Stands before a template's name in the traceback of a fault in it."""
_KEPT = 30_000
"""Fragments kept: some 15 MB."""
_TEXT_METHODS = frozenset({"endswith", "lower", "replace", "startswith", "strip", "title", "upper"})
escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", markupsafe.escape)


class Typesetter:
    """All templates of a site."""

    def __init__(self, templates: Mapping[str, str], chrome: Chrome, cache: Path | None = None) -> None:
        """`cache` is a folder in which compiled templates are kept for other processes and builds."""
        self._templates = templates
        self._constants = {"chrome": chrome, "t": chrome.words}
        self._fast = _set_up(_FastEnvironment(), templates, self._constants)
        if cache:
            self._fast.bytecode_cache = _Compiled(cache, templates, self._constants)
        self._globals = dict(self._fast.globals)
        self._plain: Environment | None = None
        self._unfit: set[str] = set()

    def text(self, template: str, view: object) -> str:
        """A page made of a template and its view. Raises whatever the template raises in Jinja2."""
        if template not in self._unfit:
            try:
                return self._fast_text(template, view)
            except _NotFlat:
                self._unfit.add(template)
            except Exception:  # a fault, or something that only Jinja2's own code can do
                pass
        return self._jinja().get_template(template).render(page=view)

    def compile(self, names: Iterable[str]) -> None:
        """Compiles templates, so that other processes find them in the folder for that."""
        for name in names:
            with suppress(Exception):  # what is wrong with a template is told where a page wants it
                self._fast.get_template(name)

    def _fast_text(self, name: str, view: object) -> str:
        template = self._fast.get_template(name)
        # By hand: `render` walks through all globals for each page.
        context = Context(self._fast, {**self._globals, "page": view}, name, template.blocks)
        return "".join(template.root_render_func(context))

    def _jinja(self) -> Environment:
        if self._plain is None:
            self._plain = _set_up(Environment(), self._templates, self._constants)
        return self._plain


def _set_up(environment: Environment, templates: Mapping[str, str], constants: Mapping[str, object]) -> Environment:
    environment.loader = FunctionLoader(lambda name: _source(templates, name))
    environment.autoescape = True
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = environment.keep_trailing_newline = True
    environment.auto_reload = False
    environment.globals.update(constants, kept=_keeping())
    return environment


def _source(templates: Mapping[str, str], name: str) -> tuple[str, str, None] | None:
    return (templates[name], FILE + name, None) if name in templates else None


def _keeping() -> Callable[..., str]:
    """The global `kept` of templates: `kept(macro, story, ...)` calls a macro once for the same arguments.

    What the macro makes must depend on nothing else. The story is known by identity: newsrooms keep their teasers.
    """
    fragments: dict[tuple[object, ...], tuple[object, object, str]] = {}

    def kept(macro: Callable[..., str], story: object, *others: object) -> str:
        key = (id(macro), id(story), *others)
        found = fragments.get(key)
        if found is None:
            if len(fragments) >= _KEPT:
                fragments.clear()
            # With the objects themselves: as long as they are held, no other has their identity.
            found = fragments[key] = macro, story, _made_by(macro, (story, *others)) or macro(story, *others)
        return found[2]

    return kept


def escape(value: object) -> str:
    """`value` as text that is safe in HTML; like markupsafe's, but without an object around plain text."""
    kind = value.__class__
    if kind is str:
        return escape_text(value)  # type: ignore[arg-type]
    if kind is int:
        return str(value)
    return value if kind is Markup else markupsafe.escape(value)  # type: ignore[return-value]


def _made_by(macro: Any, arguments: tuple[object, ...]) -> Markup | None:
    """What a plain macro makes; None where Jinja2 has to sort its arguments."""
    if macro.__class__ is not Macro or macro.caller or macro.catch_kwargs or macro.catch_varargs:
        return None
    absent = macro._argument_count - len(arguments)
    return Markup(macro._func(*arguments, *(missing,) * absent)) if absent >= 0 else None


def call(context: Context, called: Any, *arguments: object) -> object:
    """What a macro or function of a template gives; for a plain macro without Jinja2's sorting of arguments."""
    if context.eval_ctx.autoescape and (made := _made_by(called, arguments)) is not None:
        return made
    if called.__class__ is FunctionType and not hasattr(called, "jinja_pass_arg"):
        return called(*arguments)
    return context.call(called, *arguments)


class _FastEnvironment(Environment):
    """Compiles templates whole: constants put in, and what they extend, so that nothing is looked up in a page."""

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        tree = _InPlace().visit(self._flat(source))
        assigned = {found.name for found in tree.find_all(nodes.Name) if found.ctx != "load"}
        constants = {key: self.globals[key] for key in ("chrome", "t") if key not in assigned}
        return super()._generate(_Constants(constants).visit(tree), name, filename, defer_init)

    def _flat(self, child: nodes.Template) -> nodes.Template:
        """A template with the one that it extends around it, its blocks put where they go."""
        extends = child.find(nodes.Extends)
        if extends is None:
            return child
        own = [node for node in child.body if not isinstance(node, nodes.Extends | nodes.Output | nodes.Block)]
        rest = (nodes.Assign, nodes.AssignBlock, nodes.Macro, nodes.Import)
        names = {found.name for found in child.find_all(nodes.Name)}
        if {"super", "self"} & names or not isinstance(extends.template, nodes.Const) or extends not in child.body:
            raise _NotFlat
        if not all(isinstance(node, rest) for node in own):
            raise _NotFlat
        assert self.loader is not None
        name = extends.template.value
        text, file, _ = self.loader.get_source(self, name)
        parent = self._flat(self._parse(text, name, file))
        whole = _Blocks({block.name: block for block in child.find_all(nodes.Block)}).visit(parent)
        flat = nodes.Template([*own, *whole.body], lineno=1)
        flat.set_environment(self)
        return flat


class _NotFlat(Exception):
    """How a template extends another can only be told when it is run."""


class _Blocks(NodeTransformer):
    """Puts a child's blocks in the place of its parent's. Those of the same child inside them go the same way."""

    def __init__(self, blocks: Mapping[str, nodes.Block]) -> None:
        self._blocks = blocks

    def visit_Block(self, node: nodes.Block) -> nodes.Block:
        own = self._blocks.get(node.name, node)
        own.body = [self.visit(inner) for inner in own.body]
        return own


class _InPlace(NodeTransformer):
    """Makes a block of a template that extends nothing a part of it."""

    def visit_Block(self, node: nodes.Block) -> nodes.Scope:
        body = [self.visit(inner) for inner in node.body]
        return nodes.Scope(body, lineno=node.lineno, environment=node.environment)


class _Constants(NodeTransformer):
    """Puts the values of constants in the place of their names: `t["by"]`, `chrome.root`."""

    def __init__(self, constants: Mapping[str, Any]) -> None:
        self._constants = constants

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:
        return self._folded(node, node.attr)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        return self._folded(node, node.arg.value if isinstance(node.arg, nodes.Const) else None)

    def _folded(self, node: nodes.Getattr | nodes.Getitem, name: object) -> nodes.Node:
        if isinstance(node.node, nodes.Name) and node.node.name in self._constants and isinstance(name, str):
            holder = self._constants[node.node.name]
            value = holder.get(name) if isinstance(holder, Mapping) else getattr(holder, name, None)
            if isinstance(value, str):
                return nodes.Const(value, lineno=node.lineno, environment=node.environment)
        return self.generic_visit(node)


class _Code(CodeGenerator):
    """Python for a template, with fewer steps between a view and the text it gives."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("from sitegen.typesetting import call, escape, escape_text")

    def enter_frame(self, frame: Frame) -> None:
        super().enter_frame(frame)
        if frame.toplevel and not frame.require_output_check and frame.buffer is None:
            self.buffer(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        if frame.toplevel and frame.buffer is not None:
            self.writeline(f"yield concat({frame.buffer})")
        super().leave_frame(frame, with_python_scope)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self._is_plain(frame, finalize):
            self.write("(escape_text(shown) if (shown := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if self._is_plain(frame, finalize):
            self.write(").__class__ is str else escape(shown))")
        else:
            super()._output_child_post(node, frame, finalize)

    @staticmethod
    def _is_plain(frame: Frame, finalize: Any) -> bool:
        """Whether what is put out is only escaped: then plain text, which most of it is, costs no call of ours."""
        return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if iskeyword(node.attr) or isinstance(node.node, nodes.Const):
            super().visit_Getattr(node, frame)
        else:
            self.visit(node.node, frame)
            self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        if node.kwargs or node.dyn_args or node.dyn_kwargs or forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        if isinstance(node.node, nodes.Getattr) and node.node.attr in _TEXT_METHODS:
            self.visit(node.node, frame)
            self.write("(")
        else:
            self.write("call(context, ")
            self.visit(node.node, frame)
            self.write(", ")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


_FastEnvironment.code_generator_class = _Code


class _Compiled(BytecodeCache):
    """Compiled templates in a folder, each good for the templates, constants and code it was made from."""

    def __init__(self, folder: Path, templates: Mapping[str, str], constants: Mapping[str, object]) -> None:
        made_from = (sorted(templates.items()), constants, jinja2.__version__, code_digest(("typesetting",)))
        self._folder = folder
        self._checksum = hashlib.blake2b(repr(made_from).encode(), digest_size=16).hexdigest()

    def get_source_checksum(self, source: str) -> str:
        return self._checksum

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.bin"

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            bucket.bytecode_from_string(self._file(bucket).read_bytes())
        except (OSError, ValueError, EOFError, TypeError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._file(bucket)
        beside = file.with_suffix(f".{os.getpid()}")
        beside.write_bytes(bucket.bytecode_to_string())
        os.replace(beside, file)
