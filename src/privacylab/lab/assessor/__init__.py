"""The assessor's module: what a finding rests on, and a trial of assessors."""
