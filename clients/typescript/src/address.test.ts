// Which forms of an address are understood, and which are refused.
import { describe, expect, it } from 'vitest';
import { parseAddress } from './address.ts';

describe('parseAddress', () => {
  it.each([
    ['localhost', 'localhost:26500', undefined],
    ['10.0.0.1:1234', '10.0.0.1:1234', undefined],
    ['grpc://zeebe:26500', 'zeebe:26500', false],
    ['http://zeebe', 'zeebe:26500', false],
    ['grpcs://abc.zeebe.camunda.io:443', 'abc.zeebe.camunda.io:443', true],
    ['https://host/', 'host:26500', true],
    ['[::1]:26501', '[::1]:26501', undefined],
  ])('reads %s', (text, target, secure) => {
    expect(parseAddress(text)).toEqual({ target, secure });
  });

  it.each(['', 'ftp://host', 'host:0', 'host:70000', 'host:port', 'a b', '::1'])('refuses %s', (text) => {
    expect(() => parseAddress(text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
