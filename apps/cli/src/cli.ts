import {Cli, type Command} from 'clipanion';

import {commands} from './commands/index.ts';
import type {CommandClass} from './commands/base.ts';
import type {CliContext} from './context.ts';
import {describeFailure, failureExit} from './failure.ts';
import {commandHelp, generalHelp} from './help.ts';
import {createLog} from './terminal/log.ts';
import {emptyValue, explainUsage, reporting, UsageError, valueOf} from './usage.ts';
import {version} from './version.ts';

/** The command that help is wanted for, and the rest; undefined where none is wanted. */
const helpFor = (argv: readonly string[]): {readonly word: string | undefined} | undefined => {
	if (argv[0] === 'help') return {word: argv[1]};
	const end = argv.indexOf('--');
	const flagged = (end === -1 ? argv : argv.slice(0, end)).some(argument => argument === '--help' || argument === '-h');
	return flagged ? {word: argv.find(argument => !argument.startsWith('-'))} : undefined;
};

/** Tells in the form that the log was asked for, as far as the arguments still say so. */
const tell = (error: unknown, argv: readonly string[], {stderr, err, env, now, redactor}: CliContext): void => {
	const write = (line: string): void => void stderr.write(line);
	const format = (valueOf(argv, '--log-format') ?? env['SLACK_IM_LOG_FORMAT']) === 'json' ? 'json' : 'text';
	createLog({write, format, level: 'error', colour: err.colour, now, redact: redactor.text}).error(describeFailure(error));
};

/** Leaves a report also where the arguments are wrong: an old one must not pass for this run's. */
const reportUsage = async (argv: readonly string[], error: UsageError, context: CliContext): Promise<void> => {
	const command = reporting.find(name => name === argv.find(argument => !argument.startsWith('-')));
	if (!command) return;
	const {reportUsageError} = await import('./work.ts');
	reportUsageError(command, argv, error, context);
};

/** A variable of slack-im that is set and empty says nothing: a pipeline that passes a parameter on sets it so. */
const withoutEmpty = (env: CliContext['env']): CliContext['env'] =>
	Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== '' || !name.startsWith('SLACK_IM_')));

const parserOf = (known: readonly CommandClass[]): Cli<CliContext> => {
	const cli = new Cli<CliContext>({binaryName: 'slack-im', binaryVersion: version, enableColors: false});
	for (const command of known) cli.register(command);
	return cli;
};

/** Runs one command line to its end. Whatever happens has an exit code; only a bug in this function rejects. */
export const runCli = async (argv: readonly string[], context: CliContext): Promise<number> => {
	const refuse = async (words: readonly string[], error?: unknown): Promise<number> => {
		const usage =
			error instanceof UsageError
				? error
				: explainUsage(words, parserOf(commands).definitions(), error instanceof Error ? error.message : '');
		tell(usage, argv, context);
		await reportUsage(argv, usage, context);
		return 2;
	};

	const wanted = helpFor(argv);
	if (wanted) {
		const {word} = wanted;
		const columns = context.out.columns();
		const command = commands.find(({paths}) => paths?.[0]?.[0] === word);
		const definition = parserOf(commands)
			.definitions()
			.find(({path}) => path === `slack-im ${word}`);
		if (word === undefined) context.stdout.write(generalHelp(commands, version, columns));
		else if (command && definition) context.stdout.write(commandHelp(command, definition, columns));
		else return refuse([word]);
		return 0;
	}

	let command: Command<CliContext>;
	// To know one command is ten times faster than to know them all
	const named = commands.filter(({paths}) => paths?.[0]?.[0] === argv[0]);
	const cli = parserOf(named.length === 1 ? named : commands);
	try {
		command = cli.process([...argv], {...context, env: withoutEmpty(context.env)});
		const definition = cli.definitions().find(({path}) => path === `slack-im ${command.path.join(' ')}`);
		const empty = definition && emptyValue(argv, definition);
		if (empty) throw empty;
	} catch (error) {
		return refuse(argv, error);
	}
	if (!commands.some(known => command instanceof known)) return refuse(argv);
	try {
		return await command.validateAndExecute();
	} catch (error) {
		tell(error, argv, context);
		return failureExit(error, context);
	}
};
