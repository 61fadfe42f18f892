import {errorKind} from '@slack-im/core';

/** Waits for a removal. Who is gone already is removed: also where the first try did it and its answer was lost. */
export const unlessGone = async (removal: Promise<unknown>): Promise<void> => {
	try {
		await removal;
	} catch (error) {
		if (errorKind(error) !== 'not-found') throw error;
	}
};
