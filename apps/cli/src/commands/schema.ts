import {Command} from 'clipanion';

import type {CliContext} from '../context.ts';

export class SchemaCommand extends Command<CliContext> {
	static override paths = [['schema']];
	static readonly exits = [0, 2, 70] as const;
	static override usage = Command.Usage({
		description: "prints the config's JSON Schema",
		details:
			'Editors check and complete a config by it: in YAML, put "# yaml-language-server: $schema=./slack-im.schema.json" at the top of the file.',
		examples: [
			['save it beside the config', 'slack-im schema > slack-im.schema.json'],
			['what a guard may hold', "slack-im schema | jq '.. | .guards? // empty'"],
			['see whether an upgrade changed it', 'slack-im schema | diff slack-im.schema.json -'],
		],
	});

	async execute(): Promise<number> {
		const {configJsonSchema} = await import('../work.ts');
		this.context.stdout.write(`${JSON.stringify(configJsonSchema(), undefined, '\t')}\n`);
		return 0;
	}
}
