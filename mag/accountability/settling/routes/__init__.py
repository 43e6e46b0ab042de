"""The pages of settling: staff in ``review``, the reaction of the partner in ``views``, reserves in ``reserves``."""
