import {TargetError, type Call} from '@slack-im/core';

/** Ends a call that has no request of its own to cut off, as one to a file, once the run was stopped. */
export const throwIfStopped = ({signal}: Call): void => {
	if (signal.aborted) throw new TargetError('aborted', 'stopped before it was done', {cause: signal.reason});
};
