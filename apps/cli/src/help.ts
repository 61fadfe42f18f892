import type {ExitCode} from '@slack-im/core';
import type {Definition} from 'clipanion';

import {exitCodes, type CommandClass} from './commands/base.ts';

/** What every exit code means, by number. */
const meanings = {
	0: 'done, or nothing to do',
	1: 'an account failed, or a conflict',
	2: 'usage or config: nothing was read or written',
	3: 'Slack could not be read completely: nothing was planned',
	4: 'a guard withheld operations',
	5: 'a target is unusable, locked or in trouble',
	6: '--check: something would change',
	70: 'a bug, or a report or result that could not be written',
	130: 'stopped by SIGINT',
	143: 'stopped by SIGTERM',
} as const satisfies Record<ExitCode, string>;

const wrap = (text: string, width: number, indent: string): string => {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/)) {
		if (line !== '' && line.length + 1 + word.length > width) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}
	return [...lines, line].join(`\n${indent}`);
};

const rows = (entries: readonly (readonly [string, string])[], columns: number): string[] => {
	const left = Math.min(30, Math.max(...entries.map(([name]) => name.length)));
	const indent = ' '.repeat(left + 4);
	return entries.map(([name, text]) => {
		const head = name.length > left ? `  ${name}\n${indent}` : `  ${name.padEnd(left)}  `;
		return `${head}${wrap(text, Math.max(30, columns - indent.length), indent)}`;
	});
};

/** Descriptions begin with the name of the value, as in `FILE: the config`. */
const optionRow = ({
	definition,
	description = '',
}: {
	readonly definition: string;
	readonly description?: string;
}): readonly [string, string] => {
	const [names = ''] = definition.split(' ');
	const [, value, text = description] = /^([A-Z][A-Z_]*(?:[=:|][A-Za-z]+)*): (.*)$/s.exec(description) ?? [];
	return [
		`${names
			.split(',')
			.toSorted((a, b) => a.length - b.length)
			.join(', ')}${value === undefined ? '' : ` ${value}`}`,
		text.trim(),
	];
};

/** What many commands have in common stands below what is theirs. */
const isCommon = ({definition}: {readonly definition: string}): boolean =>
	/--(?:config|log-format|quiet|verbose|junit|report-dir)\b/.test(definition);

const paragraph = (text: string, columns: number): string =>
	text
		.trim()
		.split(/\n\s*\n/)
		.map(part => wrap(part.trim(), columns, ''))
		.join('\n\n');

/** The page of one command: what it does, how it is called, options with defaults and environment names, examples, exit codes. */
export const commandHelp = (command: CommandClass, definition: Definition, columns: number): string => {
	const {description = '', details = '', examples = []} = command.usage ?? {};
	const name = command.paths?.[0]?.join(' ') ?? '';
	const own = definition.options.filter(option => !isCommon(option));
	const common = definition.options.filter(option => isCommon(option));
	const options = [...[...own, ...common].map(option => optionRow(option)), ['-h, --help', 'this page'] as const];
	const codes = exitCodes(command).map(code => [String(code), meanings[code]] as const);
	return [
		`${description.charAt(0).toUpperCase()}${description.slice(1)}.\n`,
		`Usage: slack-im ${name} ${command.argument === undefined ? '' : `${command.argument} `}[options]\n`,
		...(details === '' ? [] : [`${paragraph(details, columns)}\n`]),
		'Options:',
		...rows(options, columns),
		'',
		'Examples:',
		...examples.flatMap(([what, line]) => [`  # ${what}`, `  ${line}`]),
		'',
		'Exit codes:',
		...rows(codes, columns),
		'',
	].join('\n');
};

/** What may be set once for all commands. */
const variables: readonly (readonly [string, string])[] = [
	['SLACK_BOT_TOKEN', 'the bot token of the Slack app; or SLACK_BOT_TOKEN_FILE, a file that holds it'],
	['SLACK_API_URL', 'another Slack than https://slack.com/api/'],
	['SLACK_IM_INITIAL_PASSWORD', 'the password of new accounts, without a config'],
	['SLACK_IM_CONFIG', 'for --config'],
	['SLACK_IM_JUNIT', 'for --junit'],
	['SLACK_IM_REPORT_DIR', 'for --report-dir'],
	['SLACK_IM_MAX_AGE', 'for --max-age'],
	['SLACK_IM_LOCK_WAIT', 'for --lock-wait'],
	['SLACK_IM_LOG_FORMAT', 'for --log-format'],
];

/** The first page: every command in one line. */
export const generalHelp = (commands: readonly CommandClass[], version: string, columns: number): string =>
	[
		`slack-im ${version}: keeps the accounts of internal systems in step with a Slack workspace.\n`,
		'Usage: slack-im COMMAND [options]\n',
		'Commands:',
		...rows(
			commands.map(
				command => [[command.paths?.[0]?.join(' '), command.argument].filter(Boolean).join(' '), command.usage?.description ?? ''] as const,
			),
			columns,
		),
		'',
		'Examples:',
		'  # no config: everybody in Slack gets an account',
		'  SLACK_BOT_TOKEN=xoxb-… slack-im sync https://dev.example.com/api/agents',
		'  # with a config: see what would happen, then do it',
		'  slack-im init # then edit slack-im.config.yaml',
		'  slack-im doctor && slack-im plan',
		'  slack-im sync',
		'',
		'Environment:',
		...rows(variables, columns),
		'',
		'slack-im COMMAND --help shows options, examples and exit codes.',
		'',
	].join('\n');
