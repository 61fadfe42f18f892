import {TypeGuards, type TopLevelToken} from 'liquidjs';

import {didYouMean} from '../../model/nearest.ts';
import {tagNames} from './engine.ts';

/** Says that something is wrong at a place of the template; throws. */
export type FailAt = (place: {readonly begin: number}, message: string, hint?: string) => never;

const {isHTMLToken, isTagToken} = TypeGuards;

interface Open {
	readonly name: 'if' | 'case';
	/** What was seen of it so far. */
	branch: 'none' | 'some' | 'else';
}

/** Whether a tag such as `else` may stand in the innermost open one. */
const belongsIn = (name: string, {name: outer}: Open): boolean => name === 'else' || (name === 'when') === (outer === 'case');

/** Tags that are known, in their places. Liquid itself drops what stands before the first `when`, and a `when` after `else`, without a word. */
export const checkStructure = (tokens: readonly TopLevelToken[], fail: FailAt): void => {
	const open: Open[] = [];
	for (const token of tokens) {
		const inner = open.at(-1);
		if (!isTagToken(token)) {
			const isBlank = isHTMLToken(token) && token.getText().trim() === '';
			if (inner?.name === 'case' && inner.branch === 'none' && !isBlank) fail(token, 'nothing may stand between case and its first when');
			continue;
		}
		const {name} = token;
		if (!tagNames.some(known => known === name))
			fail(token, `the tag ${name} is not for templates here${didYouMean(name, tagNames)}`, 'Tags are if, elsif, else, case and when');
		else if (name === 'if' || name === 'case') open.push({name, branch: 'none'});
		else if (!inner || (name.startsWith('end') ? name !== `end${inner.name}` : !belongsIn(name, inner)))
			fail(token, `${name} is out of place`);
		else if (name.startsWith('end')) open.pop();
		else if (inner.branch === 'else') fail(token, `${name} comes after else`);
		else inner.branch = name === 'else' ? 'else' : 'some';
	}
};
