import {Command, Option} from 'clipanion';

import {ReportingCommand} from './base.ts';
import * as options from './options.ts';

export class ApplyCommand extends ReportingCommand {
	static override paths = [['apply']];
	static readonly argument = 'FILE';
	static override usage = Command.Usage({
		description: 'carries out a plan that slack-im plan --out saved',
		details: `
			Slack is not read. Each target is read once more: an account is written only where it is still as the plan saw it; what is as wanted already counts as done, anything else that changed is a conflict. What a guard withheld stays withheld, unless --allow covers its number, or --approved says that a person looked at this file.
		`,
		examples: [
			['save, look, carry out', 'slack-im plan --out plan.json && slack-im apply plan.json'],
			['a person has approved it', 'APPROVED_BY=kim slack-im apply plan.json --approved'],
			['wait up to a minute for another run', 'slack-im apply plan.json --lock-wait 60'],
		],
	});

	file = Option.String({name: 'FILE', required: true});
	allow = options.allowOption();
	approved = Option.Boolean('--approved', false, {
		description: 'a person approved FILE: let exactly what guards withheld in it pass; the report says who, by APPROVED_BY',
	});
	lockWait = options.lockWaitOption();
	insecureHttp = options.insecureHttpOption();
	all = options.allOption();

	async execute(): Promise<number> {
		const {runApplyFile} = await import('../work.ts');
		return runApplyFile(this);
	}
}
