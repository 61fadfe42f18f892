import {isMatch} from 'matcher';

import {SettingError} from './errors.ts';
import {key, keyText} from './key.ts';

/**
Compiles globs: `*` stands for any text, also for none; everything else stands for itself; `!` in front takes back; a backslash takes the next character literally. Case and Unicode composition do not matter. Linear in the length of the text, whatever the pattern.

@param patterns - What a config says. None matches nothing.
@param path - Where the patterns stand in the config, for the error.
@returns Whether any of the texts is matched by a pattern and none of them is taken back: several texts are several names of one thing.
@throws a `SettingError` where every pattern takes back: there is nothing to take back from, and guessing could turn a list of exceptions into a list of everybody.
*/
export const globs = (patterns: readonly string[], path: readonly (string | number)[] = []): ((...texts: readonly string[]) => boolean) => {
	const folded = patterns.map(pattern => keyText(key(pattern)));
	const given = folded.filter(pattern => !pattern.startsWith('!'));
	const takenBack = folded.filter(pattern => pattern.startsWith('!')).map(pattern => pattern.slice(1));
	if (given.length === 0 && takenBack.length > 0) {
		throw new SettingError(path, `${patterns.join(', ')}: every pattern takes back, so that there is nothing to take back from`, {
			hint: 'Put what they take back from before them, as in ["*", "!…"]',
		});
	}
	return (...texts) => {
		const keys = texts.map(text => keyText(key(text)));
		return isMatch(keys, given) && !isMatch(keys, takenBack);
	};
};
