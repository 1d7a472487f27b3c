"""What can go wrong in ingest, classed by who must act. Texts name the thing, the value and the fix."""


class IngestError(Exception):
    """Root of the package's errors."""


class RegisterError(IngestError):
    """sources.yaml or a partnership.yaml is wrong: whoever edits the register acts."""


class DocumentError(IngestError):
    """One document cannot be read: its owner acts. The others are still ingested."""


class ModelError(IngestError):
    """The embedding model is missing or is not the one it claims to be: the operator acts."""


class IndexMissing(IngestError):
    """There is no complete index yet: the operator runs a build."""


class IndexMismatch(IngestError):
    """The index was built with another model or format: the operator rebuilds or changes the setting."""


class BuildLocked(IngestError):
    """Another build is running: the operator waits."""


class StoreError(IngestError):
    """Chroma or the catalogue cannot be reached: the operator acts."""


class SyncError(IngestError):
    """One source's official text cannot be fetched or kept: the operator acts. The others still are."""
