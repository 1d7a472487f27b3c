"""What can go wrong in evals, classed by who must act. Texts name the thing, the value and the fix."""


class EvalError(Exception):
    """Root of the package's errors."""


class DatasetError(EvalError):
    """A file of cases is missing or a line of it is wrong: whoever edits the cases acts."""


class WorkspaceError(EvalError):
    """The documents to evaluate over cannot be made into an index: whoever chose the folder acts."""


class ModelUnavailable(EvalError):
    """A local language model cannot be fetched or served: whoever runs it acts."""


class RunError(EvalError):
    """A run cannot be made, gone on with or read: whoever runs it acts."""


class PolicyError(EvalError):
    """The policy cannot be read: whoever edits it acts."""


class VerdictError(EvalError):
    """A file of reviewers' verdicts cannot be read or belongs to another run: the reviewer acts."""
