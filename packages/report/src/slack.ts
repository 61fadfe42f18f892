import type {Run, TargetReport} from '@slack-im/core';

import {between, cap, count, duration, oneLine} from './plain.ts';
import {namesOf, problemsOf, type Problem} from './problems.ts';
import {ending, hasNumbers, planSentence, countsOf, unusableText} from './counts.ts';

/** Options of {@link slackText}. */
export interface SlackTextOptions {
	/** Where the whole report is, as in the build's page. Only `http:` and `https:` become a link. */
	readonly url?: string;
}

/** Slack shows 4,000 characters of a text well; these keep a message far below. */
const mostTargets = 20;
const mostProblems = 8;
/** So many people of one cause are named. */
const mostNames = 5;
const longestProblem = 350;

/**
A run as the text of one Slack message (`mrkdwn`, for `chat.postMessage`): a line that says how it ended, one for each target, and only where something needs a person what that is.

Whatever people are called, the message mentions nobody and links nowhere.
*/
export const slackText = (run: Run, {url}: SlackTextOptions = {}): Iterable<string> => ({
	*[Symbol.iterator]() {
		yield `${headline(run)}\n`;
		for (const target of run.targets.slice(0, mostTargets)) yield `• *${short(target.name)}*: ${targetText(target)}\n`;
		if (run.targets.length > mostTargets) yield `• … and ${count(run.targets.length - mostTargets, 'more target')}\n`;
		yield* problemTexts(run);
		if (url !== undefined && /^https?:\/\//.test(url)) yield `<${slackEscape(url.replaceAll('|', '%7C'))}|Report>\n`;
	},
});

const headline = (run: Run): string => {
	const {command, dryRun, source, exitCode, startedAt, finishedAt, schedule} = run;
	const what = `*slack-im ${command}*${dryRun && command !== 'plan' ? ' (dry run)' : ''}${source?.workspace ? ` of ${short(source.workspace.name ?? source.workspace.id)}` : ''}`;
	const time = finishedAt === undefined ? '' : ` (${duration(between(startedAt, finishedAt))})`;
	const end = ending(run);
	if (end === 'unfinished') return `:x: ${what} did not finish`;
	if (end === 'broken') return `:x: ${what} could not do its work${time}, exit code ${exitCode}`;
	if (end === 'attention') return `:warning: ${what} needs a person${time}, exit code ${exitCode}`;
	if (schedule?.due.length === 0) return `:white_check_mark: ${what}: nothing was due${time}`;
	return `:white_check_mark: ${what}${exitCode === 6 ? ': something would change' : ''}${time}`;
};

const targetText = (target: TargetReport): string => {
	if (target.state === 'pending') return 'not reached';
	if (!hasNumbers(target)) return unusableText(target);
	const numbers = countsOf(target);
	const state =
		target.state === 'unusable'
			? `${unusableText(target)}; `
			: target.state === 'trouble' || target.state === 'stopped'
				? `${target.state}; `
				: '';
	return `${state}${planSentence(numbers).slice(0, -1)}${numbers.unchanged > 0 ? `, ${numbers.unchanged} unchanged` : ''}`;
};

function* problemTexts(run: Run): Generator<string> {
	let total = 0;
	for (const problem of problemsOf(run)) {
		if (total === 0) yield '*Needs a person*\n';
		if (++total <= mostProblems) yield `${problemText(problem)}\n`;
	}
	if (total > mostProblems) yield `• … and ${total - mostProblems} more\n`;
}

const problemText = (problem: Problem): string => {
	const {target, what, advice} = problem;
	const names = namesOf(problem, mostNames);
	return [
		`• ${target === undefined ? '' : `*${short(target)}* `}${short(what, longestProblem)}`,
		...(names === undefined ? [] : [`    ${short(names, longestProblem)}`]),
		...(advice === undefined ? [] : [`    → ${short(advice, longestProblem)}`]),
	].join('\n');
};

const short = (text: string, most = 100): string => slackEscape(cap(oneLine(text), most));

/** Invisible, and enough to make a mark or a mention plain text. */
const joiner = '\u{2060}';

/** Text that Slack shows as it is: no link, no mention, no bold. Copied, commands and e-mails stay what they are. */
export const slackEscape = (text: string): string =>
	text
		.replace(/@(?=(?:channel|here|everyone)\b)/gi, `@${joiner}`)
		.replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, mark => joiner + mark)
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;');
