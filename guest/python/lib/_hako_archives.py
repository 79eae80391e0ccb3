"""Imports from zip archives that the host has preloaded: wheels and their like, which exist in memory only."""

import importlib.abc
import importlib.metadata
import io
import sys
import zipfile
from importlib.machinery import ModuleSpec
from importlib.resources.abc import TraversableResources

import _hako

_archives = 0


class _Resources(TraversableResources):
    def __init__(self, root):
        self._root = root

    def files(self):
        return self._root


class _ArchiveLoader(importlib.abc.SourceLoader):
    """Finds and runs the modules of one archive."""

    def __init__(self, archive, place):
        self._archive = archive
        self._place = place
        self._files = {name for name in archive.namelist() if not name.endswith("/")}
        self._folders = {name[: i] for name in self._files for i, letter in enumerate(name) if letter == "/"}

    def find_spec(self, name, path=None, target=None):
        base = name.replace(".", "/")
        for file, package in ((f"{base}/__init__.py", True), (f"{base}.py", False)):
            if file in self._files:
                spec = ModuleSpec(name, self, origin=f"{self._place}/{file}", is_package=package)
                spec.has_location = True
                if package:
                    spec.submodule_search_locations.append(f"{self._place}/{base}")
                return spec
        if base in self._folders and not base.endswith((".dist-info", ".data")):
            spec = ModuleSpec(name, None, is_package=True)
            spec.submodule_search_locations = [f"{self._place}/{base}"]
            return spec
        return None

    def get_filename(self, name):
        spec = self.find_spec(name)
        if spec is None or spec.loader is None:
            raise ImportError(f"no module {name!r} in {self._place}", name=name)
        return spec.origin

    def get_data(self, file):
        try:
            return self._archive.read(file.removeprefix(self._place + "/"))
        except KeyError:
            raise FileNotFoundError(f"no file {file!r} in the archive") from None

    def get_resource_reader(self, name):
        return _Resources(zipfile.Path(self._archive, name.replace(".", "/") + "/"))

    def find_distributions(self, context=importlib.metadata.DistributionFinder.Context()):
        wanted = context.name and importlib.metadata.Prepared.normalize(context.name)
        for folder in sorted(self._folders):
            if not folder.endswith(".dist-info") or "/" in folder:
                continue
            name = folder.removesuffix(".dist-info").partition("-")[0]
            if wanted is None or importlib.metadata.Prepared.normalize(name) == wanted:
                yield importlib.metadata.PathDistribution(zipfile.Path(self._archive, folder + "/"))


def add_archive(content):
    global _archives
    _archives += 1
    place = f"(archive:{_archives})"
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise _hako.Panic("Kobako::BootError", f"a preloaded archive can't be read: {error}", None) from None
    sys.meta_path.append(_ArchiveLoader(archive, place))
