import {Command, Option} from 'clipanion';

import {ConfigCommand} from './base.ts';
import {fromOption, insecureHttpOption, targetOption} from './options.ts';

export class ExplainCommand extends ConfigCommand {
	static override paths = [['explain']];
	static readonly argument = 'PERSON';
	static readonly exits = [0, 2, 3, 5, 70, 130, 143] as const;
	static override usage = Command.Usage({
		description: 'follows one person through all targets; writes nothing',
		details:
			'What Slack says, the verdict, and for each target: keys, attributes, the account that matches, what would be done and which guard would withhold it. PERSON is an e-mail or a Slack id.',
		examples: [
			['by e-mail', 'slack-im explain kim@example.com'],
			['by Slack id, in one target', 'slack-im explain U012ABCDEF --target dev-server'],
			['as JSON', 'slack-im explain kim@example.com --json'],
		],
	});

	person = Option.String({name: 'PERSON', required: true});
	target = targetOption();
	from = fromOption();
	json = Option.Boolean('--json', false, {description: 'everything that is known, as JSON'});
	insecureHttp = insecureHttpOption();

	async execute(): Promise<number> {
		const {explainPerson} = await import('../work.ts');
		return explainPerson(this);
	}
}
