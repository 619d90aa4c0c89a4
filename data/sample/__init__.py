"""The sample council: five made-up years of a district council's IT, with the situations that members asked about."""

from data.sample.council import SampleFile, files, october_files

__all__ = ["SampleFile", "files", "october_files"]
