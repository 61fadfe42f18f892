import {Command, Option} from 'clipanion';

import {ConfigCommand} from './base.ts';
import {insecureHttpOption, targetOption} from './options.ts';

export class DoctorCommand extends ConfigCommand {
	static override paths = [['doctor']];
	static readonly exits = [0, 2, 3, 5, 70, 130, 143] as const;
	static override usage = Command.Usage({
		description: 'checks token, scopes, channel, targets, config, Node, proxy and certificates',
		details:
			'Says how to fix what it finds. Targets are only read. With --offline nothing is called, and variables that are not set are warnings, not mistakes.',
		examples: [
			['before the first sync', 'slack-im doctor'],
			['for a pull request, without secrets', 'slack-im doctor --offline'],
			['what is wrong, for a script', 'slack-im doctor --json | jq \'.findings[] | select(.state == "problem")\''],
		],
	});

	offline = Option.Boolean('--offline', false, {description: 'only what can be checked without calling anything'});
	json = Option.Boolean('--json', false, {description: 'the findings as JSON'});
	target = targetOption();
	insecureHttp = insecureHttpOption();

	async execute(): Promise<number> {
		const {examine} = await import('../work.ts');
		return examine(this);
	}
}
