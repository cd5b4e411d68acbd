import { AppError } from '@app/platform';

export class ScenarioUnknown extends AppError {
  constructor(name: string) {
    super('scenario-unknown', `There is no scenario ${JSON.stringify(name)}`);
  }
}

export class ScenarioFromFile extends AppError {
  constructor(name: string) {
    super('scenario-from-file', `${JSON.stringify(name)} was not put through this API, so it can not be deleted here`);
  }
}
