import {Command, Option} from 'clipanion';

import {ConfigCommand} from './base.ts';
import {insecureHttpOption, targetOption} from './options.ts';

export class TargetsCommand extends ConfigCommand {
	static override paths = [['targets']];
	static readonly exits = [0, 2, 5, 70] as const;
	static override usage = Command.Usage({
		description: 'lists targets: what they can do, when they are due next',
		details: "No target is called. Times are of each schedule's own time zone.",
		examples: [
			['all of them', 'slack-im targets'],
			['one', 'slack-im targets --target dev-server'],
			['when each is due next', "slack-im targets --json | jq -r '.[] | [.name, .next[0]] | @tsv'"],
		],
	});

	target = targetOption();
	json = Option.Boolean('--json', false, {description: 'a JSON array'});
	insecureHttp = insecureHttpOption();

	async execute(): Promise<number> {
		const {listTargets} = await import('../work.ts');
		return listTargets(this);
	}
}
