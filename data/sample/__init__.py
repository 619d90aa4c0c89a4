"""The sample council: five made-up years of a district council's IT, with the situations that members asked about."""

from data.sample.council import SampleFile, files, october_files
from data.sample.load import NotForSample, is_sample, load_sample

__all__ = ["NotForSample", "SampleFile", "files", "is_sample", "load_sample", "october_files"]
