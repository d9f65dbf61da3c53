"""What infers: embedding models. torch and ONNX Runtime have their home here."""
