import { afterAll } from 'vitest';
import { cleanUpFile } from '#testing/clean-up';

afterAll(cleanUpFile, 60_000);
