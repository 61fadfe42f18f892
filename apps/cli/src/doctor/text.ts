import {styleText} from 'node:util';

import type {Terminal} from '../context.ts';
import {printable} from '@slack-im/config';
import type {Finding} from './finding.ts';

const marks = {ok: '✓', warning: '!', problem: '✗', skipped: '·'} as const satisfies Record<Finding['state'], string>;
const colours = {ok: 'green', warning: 'yellow', problem: 'red', skipped: 'dim'} as const satisfies Record<Finding['state'], string>;

const count = (findings: readonly Finding[], state: Finding['state'], word: string): string => {
	const number = findings.filter(finding => finding.state === state).length;
	return `${number} ${word}${number === 1 ? '' : 's'}`;
};

/** Findings as text: one line each, how to fix it below, the sums last. */
export const findingsText = (findings: readonly Finding[], {colour}: Pick<Terminal, 'colour'>): string => {
	const width = Math.max(...findings.map(({check}) => check.length));
	const indent = ' '.repeat(width + 4);
	const lines = findings.map(({check, state, message, hint}) => {
		const mark = colour ? styleText(colours[state], marks[state], {validateStream: false}) : marks[state];
		const text = printable(message).replaceAll('\n', `\n${indent}`);
		return `${mark} ${check.padEnd(width)}  ${text}\n${hint === undefined ? '' : `${indent}→ ${printable(hint)}\n`}`;
	});
	return `${lines.join('')}\n${count(findings, 'problem', 'problem')}, ${count(findings, 'warning', 'warning')}\n`;
};
