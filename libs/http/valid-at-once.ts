import { getMetadataStorage } from 'class-validator';

/**
 * Whether class-validator would find no fault in the object, under the options of RequestValidationPipe. Its rules are
 * read from its metadata once for each class, and asked without the reports that it prepares for faults: for a body
 * without any, which most are, that is most of its work. False where it would find one, and where it does more than
 * is understood here: then it has to be asked itself.
 */
export function isValidAtOnce(object: object): boolean {
  const checks = checksOf(object.constructor);
  if (checks === undefined) return false;
  const values = object as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(values)) if (!checks.has(name)) return false;
  for (const [name, isValid] of checks) if (!isValid(values[name], object)) return false;
  return true;
}

type Check = (value: unknown, object: object) => boolean;
type Checks = ReadonlyMap<string, Check>;
type Metadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** Classes are decorated before anything is validated, so that what is known of one doesn't change. */
const known = new WeakMap<object, { readonly checks: Checks | undefined }>();

function checksOf(type: NewableFunction): Checks | undefined {
  const before = known.get(type);
  if (before !== undefined) return before.checks;
  const checks = compile(type);
  known.set(type, { checks });
  return checks;
}

/** Undefined where the class has no rules, or some that are not understood. */
function compile(type: NewableFunction): Checks | undefined {
  const storage = getMetadataStorage();
  const metadata = storage.getTargetValidationMetadatas(type, '', false, false);
  if (metadata.length === 0 || !metadata.every(isUnderstood)) return undefined;
  const byName = Object.entries(storage.groupByPropertyName(metadata));
  return new Map(byName.map(([name, own]) => [name, checkOf(own, type.name)]));
}

const UNDERSTOOD = ['customValidation', 'nestedValidation', 'conditionalValidation'];

function isUnderstood({ type, each, groups, validateIf }: Metadata): boolean {
  // Undefined where there are none, whatever the type says.
  const isOfGroups = ((groups as readonly string[] | undefined) ?? []).length > 0;
  return !each && !isOfGroups && validateIf === undefined && UNDERSTOOD.includes(type);
}

function checkOf(metadata: readonly Metadata[], targetName: string): Check {
  const ofType = (type: string): readonly Metadata[] => metadata.filter((each) => each.type === type);
  const conditions = ofType('conditionalValidation').map(
    ({ constraints }) => constraints[0] as (object: object, value: unknown) => boolean,
  );
  const rules = [
    ...ofType('customValidation').flatMap((each) => rulesOf(each, targetName)),
    ...ofType('nestedValidation').map((): Check => isNestedValidAtOnce),
  ];
  return (value, object) =>
    conditions.some((holds) => !holds(object, value)) || rules.every((isValid) => isValid(value, object));
}

/** What answers later, with a promise, doesn't answer true. */
function rulesOf({ constraintCls, constraints, propertyName }: Metadata, targetName: string): Check[] {
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance }) => {
      const args = { targetName, property: propertyName, constraints };
      return (value, object) => instance.validate(value, { ...args, value, object }) === true;
    });
}

function isNestedValidAtOnce(value: unknown): boolean {
  // Of a list of them class-validator is asked: a list has no rules.
  return value === undefined || (typeof value === 'object' && value !== null && isValidAtOnce(value));
}
