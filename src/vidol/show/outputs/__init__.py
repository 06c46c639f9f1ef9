"""Where a performance goes: one file an output.

output     what an output is             running    one at work, in its thread
delivery   all of them: pictures drawn once, every output by itself
film, stills, browser   the ones that come with vidol
"""

from vidol.show.outputs.output import Output, OutputHealth, Performance

__all__ = ["Output", "OutputHealth", "Performance"]
