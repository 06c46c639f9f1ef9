"""``vidol plugins``: what is installed, by which package, and whether it loads."""

from __future__ import annotations


def plugins() -> None:
    """List what is installed: plug-ins of every kind of part, outputs, platforms, verbs and cards.

    VIDOL_PLUGINS=package,package (or empty) leaves out the plug-ins of all other packages.
    """
    from rich.console import Console
    from rich.table import Table

    from vidol.core.plugins import noun, survey

    table = Table(
        "kind",
        "name",
        "package",
        "version",
        "status",
        box=None,
        pad_edge=False,
        header_style="bold",
    )
    for report in survey():
        plugin = report.plugin
        status = f"[red]{_escape(report.problem)}[/red]" if report.problem else "[green]ok[/green]"
        table.add_row(
            noun(plugin.group).replace(" ", "_"),
            plugin.name,
            plugin.package,
            plugin.version,
            status,
        )
    Console(soft_wrap=True).print(table)


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)
